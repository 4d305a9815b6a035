"""What the figures are timed by: when cases were worked on and their office's mail accepted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg

_QUERY = """
SELECT c.case_ref, d.worked_at, min(n.sent_at)
FROM case_file c
JOIN dispatch d ON d.case_id = c.case_id AND d.flow = 'route_case'
LEFT JOIN notice n ON n.case_id = c.case_id AND n.message = 'case_assigned' AND n.state = 'sent'
    AND n.recipient_kind = 'office'
WHERE c.case_ref = ANY(%s) AND d.state = 'done'
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Finished:
    """`worked_at`: all steps done and the run completed in Prefect."""

    worked_at: datetime
    mail_accepted_at: datetime

    @property
    def at(self) -> datetime:
        return max(self.worked_at, self.mail_accepted_at)


def read_finished(
    connection: psycopg.Connection[tuple[object, ...]], case_refs: Sequence[str]
) -> dict[str, Finished]:
    found = {}
    for case_ref, worked_at, sent_at in connection.execute(_QUERY, (list(case_refs),)):
        if isinstance(worked_at, datetime) and isinstance(sent_at, datetime):
            found[str(case_ref)] = Finished(worked_at, sent_at)
    return found


async def wait_for(
    connection: psycopg.Connection[tuple[object, ...]], case_refs: Sequence[str], *, within_s: float
) -> dict[str, Finished]:
    """Raises TimeoutError with the number still open."""
    deadline = time.monotonic() + within_s
    while len(finished := read_finished(connection, case_refs)) < len(case_refs):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(case_refs) - len(finished)} of {len(case_refs)} reports still open")
        await asyncio.sleep(0.5)
    return finished
