"""One report routed in this process, without Prefect."""

from __future__ import annotations

import time
from datetime import timedelta

from benchmarks.reports import make_report
from models.actions.submit_report import submit_report
from models.clock import utc_now
from models.installation import Installation, use_installation
from models.intake import parse_report
from models.store.dispatches import lease_dispatches, save_dispatch
from models.vocabulary import DispatchState

_LEASE = timedelta(minutes=5)
_OFFICES = ("antidiscrimination", "integration", "prevention")


async def route_one(place: Installation) -> float:
    """Seconds for leasing one report, the four steps as plain functions, and closing its row."""
    from flows.route_case import route_case_plainly

    use_installation(place)
    now = utc_now()
    report = parse_report(make_report(), municipality="augsburg", offices=_OFFICES, today=now.date())
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
