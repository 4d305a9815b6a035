"""When the acts of the tick can be seen by others: committed, not just begun."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

from benchmarks.stored import Connection
from models.clock import utc_now

_EVERY_S = 0.1
_LOOK_AT_STORM_EVERY_S = 0.25
# No tick takes longer from reading its clock to its commit; what began before has been seen.
_LONGEST_TICK = timedelta(seconds=15)
_NEW = """
SELECT act_id, max(planned_at) FROM deadline_firing
WHERE act_id IS NOT NULL AND fired_at >= %s GROUP BY 1
"""
# Counted by the index of what is due: looking must not cost what is measured.
_LEFT = """
SELECT count(*), count(*) FILTER (WHERE severity = 'critical') FROM deadline
WHERE state IN ('armed', 'breached') AND set_aside_at IS NULL AND next_action_at <= %s
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


async def watch_storm(connection: Connection, *, before: datetime, within_s: float) -> tuple[float, float]:
    """Seconds until the first critical ones due `before` were acted on, and until all were.

    Raises TimeoutError.
    """
    started = time.monotonic()
    first_s: float | None = None
    all_critical: int | None = None
    while True:
        row = connection.execute(_LEFT, (before,)).fetchone()
        elapsed_s = time.monotonic() - started
        left, critical = (int(str(count)) for count in row or (0, 0))
        all_critical = critical if all_critical is None else all_critical
        if first_s is None and critical < all_critical:
            first_s = elapsed_s
        if not left and first_s is not None:
            return first_s, elapsed_s
        if elapsed_s > within_s:
            raise TimeoutError(f"{left} deadlines not acted on in time")
        await asyncio.sleep(_LOOK_AT_STORM_EVERY_S)
