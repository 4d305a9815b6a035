"""What the measurements read from the application's database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime

import psycopg

Connection = psycopg.Connection[tuple[object, ...]]

_MAILED = """
SELECT c.case_ref, min(n.sent_at) FROM case_file c JOIN notice n ON n.case_id = c.case_id
WHERE c.case_ref = ANY(%s) AND n.message = 'case_assigned' AND n.recipient_kind = 'office'
    AND n.state = 'sent'
GROUP BY 1
"""
_WAITING = "SELECT count(*) FROM dispatch WHERE flow = 'route_case' AND state IN ('pending', 'leased')"


def case_ids_of(connection: Connection, case_refs: Sequence[str]) -> list[str]:
    found = connection.execute("SELECT case_id FROM case_file WHERE case_ref = ANY(%s)", (list(case_refs),))
    return [str(case_id) for (case_id,) in found]


def count_waiting(connection: Connection) -> int:
    row = connection.execute(_WAITING).fetchone()
    return int(str(row[0])) if row else 0


async def wait_for_mails(
    connection: Connection, case_refs: Sequence[str], *, within_s: float
) -> dict[str, datetime]:
    """When the office's mail of each case was accepted. Raises TimeoutError."""
    deadline = time.monotonic() + within_s
    while True:
        rows = connection.execute(_MAILED, (list(case_refs),)).fetchall()
        found = {str(case_ref): at for case_ref, at in rows if isinstance(at, datetime)}
        if len(found) == len(case_refs):
            return found
        if time.monotonic() > deadline:
            raise TimeoutError("a mail was not accepted in time")
        await asyncio.sleep(0.2)
