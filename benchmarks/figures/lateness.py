"""How late deadlines fire when a million are armed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from benchmarks.armed import KINDS, Armed, settle_statistics, store_armed
from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.result import Result, percentile
from benchmarks.routed import route_one
from benchmarks.seen_acts import watch_lateness
from models.clock import utc_now
from models.installation import use_installation

_DUE_A_SECOND = 20
_BEGINS_IN = timedelta(seconds=10)
_WITHIN_S = 60.0


async def measure_lateness(stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]) -> list[Result]:
    """One dispatcher with Prefect, as `meldeweg run` starts it; late until others can see the act."""
    await stack.provide_prefect()
    await stack.use_fresh_database("lateness")
    place = stack.open_installation()
    await route_one(place)
    use_installation(None)
    await place.close()
    due = _DUE_A_SECOND * effort.due_s
    with stack.connect() as connection:
        tell(f"arming {effort.armed} deadlines")
        tomorrow = utc_now() + timedelta(days=1)
        store_armed(connection, Armed(effort.armed // len(KINDS), tomorrow, timedelta(seconds=30)))
        settle_statistics(connection)
        async with stack.running("dispatcher"):
            tell(f"{_DUE_A_SECOND} due a second for {effort.due_s} s")
            apart = timedelta(seconds=1) / _DUE_A_SECOND
            store_armed(connection, Armed(due, utc_now() + _BEGINS_IN, apart, ("acknowledge",)))
            late_s = await watch_lateness(connection, acts=due, within_s=effort.due_s + _WITHIN_S)
    what = f"lateness of firings, {effort.armed} armed, {_DUE_A_SECOND} due a second for {effort.due_s} s"
    goalert = "GoAlert, for comparison, looks every 5 s."
    return [
        Result("lateness_p99", f"{what}: p99", percentile(late_s, 99), "s", "<=", 2, note=goalert),
        Result("lateness_max", f"{what}: slowest", max(late_s), "s", "<=", 5),
    ]
