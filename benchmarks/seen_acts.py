"""When the acts of the tick can be seen by others: committed, not just begun."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

from benchmarks.stored import Connection
from models.clock import utc_now

_EVERY_S = 0.1
# No tick takes longer from reading its clock to its commit; what began before has been seen.
_LONGEST_TICK = timedelta(seconds=15)
_NEW = """
SELECT act_id, max(planned_at) FROM deadline_firing
WHERE act_id IS NOT NULL AND fired_at >= %s GROUP BY 1
"""
_ACTED = """
SELECT count(*), count(*) FILTER (WHERE severity = 'critical') FROM deadline WHERE state = 'breached'
"""


async def watch_lateness(connection: Connection, *, acts: int, within_s: float) -> list[float]:
    """Seconds from the planned time of each act until others saw it. Raises TimeoutError."""
    lateness_s: dict[object, float] = {}
    looked_at = utc_now()
    ends = time.monotonic() + within_s
    while len(lateness_s) < acts:
        if time.monotonic() > ends:
            raise TimeoutError(f"{len(lateness_s)} of {acts} deadlines acted on in time")
        await asyncio.sleep(_EVERY_S)
        rows = connection.execute(_NEW, (looked_at - _LONGEST_TICK,)).fetchall()
        looked_at = utc_now()
        for act_id, planned_at in rows:
            if act_id not in lateness_s and isinstance(planned_at, datetime):
                lateness_s[act_id] = (looked_at - planned_at).total_seconds()
    return list(lateness_s.values())


async def watch_storm(connection: Connection, *, overdue: int, within_s: float) -> tuple[float, float]:
    """Seconds until the first critical deadlines were acted on, and until all were. Raises TimeoutError."""
    started = time.monotonic()
    first_s: float | None = None
    while True:
        row = connection.execute(_ACTED).fetchone()
        elapsed_s = time.monotonic() - started
        acted, critical = (int(str(count)) for count in row or (0, 0))
        if first_s is None and critical:
            first_s = elapsed_s
        if acted >= overdue and first_s is not None:
            return first_s, elapsed_s
        if elapsed_s > within_s:
            raise TimeoutError(f"{acted} of {overdue} deadlines acted on in time")
        await asyncio.sleep(_EVERY_S)
