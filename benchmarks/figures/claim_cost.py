"""What a tick pays for the deadlines that are not due."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

from benchmarks.armed import KINDS, Armed, settle_statistics, store_armed
from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.result import Result
from benchmarks.routed import route_one
from models.clock import utc_now
from models.installation import Installation, use_installation
from models.store.due_deadlines import claim_due_deadlines
from tasks.fire_deadlines import BATCH

_DUE = 20
_WARM_UP = 20


async def measure_claim_cost(
    stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]
) -> list[Result]:
    """Both databases hold the same 20 due rows and take turns; each claim is given back."""
    places = {}
    for armed in (effort.armed_few, effort.armed):
        await stack.use_fresh_database(f"claim_{armed}")
        places[armed] = stack.open_installation()
        await route_one(places[armed])
        tell(f"arming {armed} deadlines")
        with stack.connect() as connection:
            now = utc_now()
            apart = timedelta(seconds=4)
            store_armed(connection, Armed(armed // len(KINDS), now + timedelta(days=1), apart))
            store_armed(connection, Armed(_DUE, now - timedelta(hours=1), apart, ("acknowledge",)))
            settle_statistics(connection)
    tell(f"claiming {effort.claims} times from each")
    took_s: dict[int, list[float]] = {armed: [] for armed in places}
    try:
        for turn in range(_WARM_UP + effort.claims):
            for armed, place in places.items():
                took = await _claim(place)
                if turn >= _WARM_UP:
                    took_s[armed].append(took)
    finally:
        use_installation(None)
        for place in places.values():
            await place.close()
    few, many = median(took_s[effort.armed_few]), median(took_s[effort.armed])
    return [
        Result(
            "claim_cost", f"cost of a claim at {effort.armed} armed deadlines against {effort.armed_few}",
            many / few, "×", "<=", 1.3,
            note=f"median of claiming {_DUE} due rows and giving them back: {many * 1000:.1f} ms against"
            f" {few * 1000:.1f} ms",
        )
    ]  # fmt: skip


async def _claim(place: Installation) -> float:
    started = time.perf_counter()
    async with place.transaction() as session:
        claimed = await claim_due_deadlines(session, limit=BATCH, now=utc_now())
        await session.rollback()
    if len(claimed) != _DUE:
        raise RuntimeError(f"{len(claimed)} rows claimed instead of {_DUE}")
    return time.perf_counter() - started
