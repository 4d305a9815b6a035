"""What routing costs when very many cases are stored already."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median

from benchmarks.bulk import store_copies
from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.reports import make_report
from benchmarks.result import Result
from models.actions.submit_report import submit_report
from models.clock import utc_now
from models.installation import Installation, use_installation
from models.intake import parse_report
from models.store.dispatches import lease_dispatches, save_dispatch
from models.vocabulary import DispatchState

FEW = 200
_SEED = 20
_WARM_UP = 10
_LEASE = timedelta(minutes=5)
_OFFICES = ("antidiscrimination", "integration", "prevention")


async def measure_growth(stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]) -> list[Result]:
    """The two databases take turns, so that what else the machine does meets both alike."""
    places = {}
    for stored in (FEW, effort.stored):
        await stack.use_fresh_database(f"growth_{stored}")
        places[stored] = stack.open_installation()
        tell(f"storing {stored} routed cases")
        for _ in range(_SEED):
            await _route_one(places[stored])
        with stack.connect() as connection:
            store_copies(connection, until=stored)
    tell(f"routing {effort.routed_each} reports into each")
    took_s: dict[int, list[float]] = {stored: [] for stored in places}
    try:
        for turn in range(_WARM_UP + effort.routed_each):
            for stored, place in places.items():
                took = await _route_one(place)
                if turn >= _WARM_UP:
                    took_s[stored].append(took)
    finally:
        use_installation(None)
        for place in places.values():
            await place.close()
    few, many = median(took_s[FEW]), median(took_s[effort.stored])
    return [
        Result(
            "growth_cost", f"cost of routing at {effort.stored} stored cases against {FEW}",
            many / few, "×", "<=", 1.2,
            note=f"median of lease, four steps and closing the row: {many * 1000:.1f} ms against"
            f" {few * 1000:.1f} ms",
        )
    ]  # fmt: skip


async def _route_one(place: Installation) -> float:
    """Seconds for leasing one report, the four steps as plain functions, and closing its row."""
    from flows.route_case import route_case_plainly

    use_installation(place)
    now = utc_now()
    report = parse_report(make_report(), municipality="augsburg", offices=_OFFICES, today=_today())
    await submit_report(place, report, now=now)
    started = time.perf_counter()
    async with place.transaction() as session:
        (row,) = await lease_dispatches(session, holder="bench", lease_for=_LEASE, limit=1, now=utc_now())
    await route_case_plainly(str(row.case_id))
    async with place.transaction() as session:
        now = utc_now()
        await save_dispatch(
            session, row.dispatch_id, holder="bench", state=DispatchState.DONE, worked_at=now, done_at=now
        )
    return time.perf_counter() - started


def _today() -> date:
    return utc_now().date()
