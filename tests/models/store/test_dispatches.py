"""The queue of runs: taken once, urgent first, taken over when its holder is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import delete, select, update

from models.actions.submit_report import submit_report
from models.errors import StoreUnavailable
from models.installation import Installation
from models.settings import PrefectSettings
from models.store.dispatches import (
    LONGEST_WAIT,
    ORDINARY,
    URGENT,
    add_dispatch,
    find_dispatch_of_case,
    lease_dispatches,
    list_missing_dispatches,
    renew_leases,
    save_dispatch,
)
from models.store.queue_depths import count_set_aside
from models.tables import CaseFile, Dispatch
from models.vocabulary import DispatchFlow, DispatchState
from tests.conftest import MONDAY_MORNING, Clock
from tests.reports import report

pytestmark = pytest.mark.database

LEASE = timedelta(seconds=30)


@pytest.fixture
async def place(shared: Installation) -> Installation:
    """The module's database with an empty queue; cases of other tests are routed."""
    async with shared.transaction() as session:
        await session.exec(delete(Dispatch))
        await session.exec(update(CaseFile).values(routed_at=MONDAY_MORNING))
    return shared


async def queue(place: Installation, *, now: datetime, priority: int = ORDINARY) -> UUID:
    async with place.transaction() as session:
        row = await add_dispatch(
            session,
            DispatchFlow.ESCALATE_DEADLINE,
            municipality_id="augsburg",
            case_id=None,
            now=now,
            priority=priority,
        )
        return row.dispatch_id


async def lease(place: Installation, holder: str, *, now: datetime, limit: int = 10) -> list[UUID]:
    async with place.transaction() as session:
        rows = await lease_dispatches(session, holder=holder, lease_for=LEASE, limit=limit, now=now)
        return [row.dispatch_id for row in rows]


async def read(place: Installation, dispatch_id: UUID) -> Dispatch:
    async with place.transaction() as session:
        return await session.get_one(Dispatch, dispatch_id)


async def save(place: Installation, dispatch_id: UUID, *, holder: str, **changes: object) -> bool:
    async with place.transaction() as session:
        return await save_dispatch(session, dispatch_id, holder=holder, **changes)


async def test_a_leased_row_belongs_to_its_holder_until_the_lease_ends(
    place: Installation, clock: Clock
) -> None:
    dispatch_id = await queue(place, now=clock.now)
    assert await lease(place, "a", now=clock.now) == [dispatch_id]
    row = await read(place, dispatch_id)
    assert (row.state, row.leased_by, row.attempts) == (DispatchState.LEASED, "a", 0)
    assert row.available_at == clock.now + LEASE
    assert await lease(place, "b", now=clock.forward(seconds=29)) == []
    assert await lease(place, "b", now=clock.forward(seconds=1)) == [dispatch_id]
    assert not await save(place, dispatch_id, holder="a", state=DispatchState.DONE)
    assert (await read(place, dispatch_id)).leased_by == "b"
    assert await save(place, dispatch_id, holder="b", state=DispatchState.DONE, done_at=clock.now)
    assert await lease(place, "c", now=clock.forward(days=1)) == []
    assert not await save(place, dispatch_id, holder="b", state=DispatchState.PENDING)


async def test_who_asks_for_urgent_rows_alone_leaves_the_others(place: Installation, clock: Clock) -> None:
    ordinary = await queue(place, now=clock.now)
    urgent = await queue(place, now=clock.now, priority=URGENT)
    async with place.transaction() as session:
        rows = await lease_dispatches(
            session, holder="a", lease_for=LEASE, limit=5, now=clock.now, last_priority=URGENT
        )
        assert [row.dispatch_id for row in rows] == [urgent]
    assert await lease(place, "b", now=clock.now) == [ordinary]


async def test_the_urgent_come_first_then_the_oldest(place: Installation, clock: Clock) -> None:
    old = await queue(place, now=clock.now)
    new = await queue(place, now=clock.forward(seconds=1))
    urgent = await queue(place, now=clock.forward(seconds=1), priority=URGENT)
    newest = await queue(place, now=clock.forward(seconds=1))
    assert await lease(place, "a", now=clock.now, limit=2) == [urgent, old]
    assert await lease(place, "a", now=clock.now) == [new, newest]


async def test_two_who_lease_at_once_share_no_row_and_do_not_wait(place: Installation, clock: Clock) -> None:
    rows = {await queue(place, now=clock.now) for _ in range(5)}
    async with place.transaction() as one, place.transaction() as two, asyncio.timeout(5):
        first = await lease_dispatches(one, holder="a", lease_for=LEASE, limit=3, now=clock.now)
        second = await lease_dispatches(two, holder="b", lease_for=LEASE, limit=10, now=clock.now)
        taken = [[row.dispatch_id for row in leased] for leased in (first, second)]
    assert [len(ids) for ids in taken] == [3, 2]
    assert {*taken[0], *taken[1]} == rows


async def test_many_who_lease_at_once_take_each_row_once(place: Installation, clock: Clock) -> None:
    rows = {await queue(place, now=clock.now) for _ in range(20)}
    leased = await asyncio.gather(
        *(lease(place, f"holder {number}", now=clock.now, limit=3) for number in range(12))
    )
    taken = [dispatch_id for ids in leased for dispatch_id in ids]
    assert len(taken) == len(set(taken))
    assert set(taken) | set(await lease(place, "last", now=clock.now, limit=20)) == rows


async def test_a_lease_that_is_rolled_back_was_never_taken(place: Installation, clock: Clock) -> None:
    dispatch_id = await queue(place, now=clock.now)
    with pytest.raises(StoreUnavailable):
        await _lease_and_fail(place, now=clock.now)
    assert await lease(place, "b", now=clock.now) == [dispatch_id]


async def _lease_and_fail(place: Installation, *, now: datetime) -> None:
    async with place.transaction() as session:
        await lease_dispatches(session, holder="a", lease_for=LEASE, limit=1, now=now)
        raise OSError


async def test_a_row_put_back_waits_until_its_time(place: Installation, clock: Clock) -> None:
    dispatch_id = await queue(place, now=clock.now)
    await lease(place, "a", now=clock.now)
    later = clock.now + timedelta(minutes=5)
    put_back = {"state": DispatchState.PENDING, "available_at": later, "attempts": 1, "leased_by": None}
    assert await save(place, dispatch_id, holder="a", **put_back)
    assert await lease(place, "b", now=later - timedelta(microseconds=1)) == []
    assert await lease(place, "b", now=later) == [dispatch_id]


async def test_a_row_written_by_a_clock_that_ran_ahead_does_not_wait_for_it(
    place: Installation, clock: Clock
) -> None:
    ahead = await queue(place, now=clock.now + timedelta(days=3))
    within = await queue(place, now=clock.now + LONGEST_WAIT)
    assert await lease(place, "a", now=clock.now) == [ahead]
    assert await lease(place, "a", now=clock.now + LONGEST_WAIT) == [within, ahead]


async def test_the_longest_lease_allowed_never_looks_like_a_clock_that_ran_ahead(
    place: Installation, clock: Clock
) -> None:
    bounds = PrefectSettings.model_fields["lease_s"].metadata
    longest = next(bound.le for bound in bounds if hasattr(bound, "le"))
    dispatch_id = await queue(place, now=clock.now)
    async with place.transaction() as session:
        await lease_dispatches(
            session, holder="a", lease_for=timedelta(seconds=longest), limit=1, now=clock.now
        )
    a_machine_behind = clock.now - timedelta(minutes=4)
    assert await lease(place, "b", now=a_machine_behind) == []
    assert (await read(place, dispatch_id)).leased_by == "a"


async def test_renewing_keeps_what_is_still_held_and_takes_nothing_back(
    place: Installation, clock: Clock
) -> None:
    kept = await queue(place, now=clock.now)
    lost = await queue(place, now=clock.now)
    assert len(await lease(place, "a", now=clock.now)) == 2
    assert len(await lease(place, "b", now=clock.forward(seconds=30), limit=1)) == 1
    held = {dispatch_id: (await read(place, dispatch_id)).leased_by for dispatch_id in (kept, lost)}
    until = clock.now + LEASE * 2
    async with place.transaction() as session:
        assert await renew_leases(session, [kept, lost], holder="a", until=until) == 1
        assert await renew_leases(session, [], holder="a", until=until) == 0
    for dispatch_id, holder in held.items():
        row = await read(place, dispatch_id)
        assert (row.leased_by, row.available_at == until) == (holder, holder == "a")


async def missing(place: Installation, *, before: datetime) -> Sequence[str]:
    async with place.transaction() as session:
        return [case.case_ref for case in await list_missing_dispatches(session, before=before)]


async def change_dispatches(place: Installation, **changes: object) -> None:
    async with place.transaction() as session:
        for row in (await session.exec(select(Dispatch))).all():
            for name, value in changes.items():
                setattr(row, name, value)


async def test_a_case_without_an_open_row_is_found_and_no_other(place: Installation, clock: Clock) -> None:
    receipt = await submit_report(place, report(), now=clock.now)
    later = clock.now + timedelta(minutes=1)
    for open_state in (DispatchState.PENDING, DispatchState.LEASED, DispatchState.SET_ASIDE):
        await change_dispatches(place, state=open_state)
        assert await missing(place, before=later) == []
    await change_dispatches(place, state=DispatchState.DONE)
    assert await missing(place, before=later) == [receipt.case_ref]
    assert await missing(place, before=clock.now) == []
    # A run of another flow does not route the case.
    await change_dispatches(place, state=DispatchState.PENDING, flow=DispatchFlow.ESCALATE_DEADLINE)
    assert await missing(place, before=later) == [receipt.case_ref]


async def test_rows_set_aside_are_counted_and_never_leased(place: Installation, clock: Clock) -> None:
    await queue(place, now=clock.now)
    await change_dispatches(place, state=DispatchState.SET_ASIDE)
    assert await lease(place, "a", now=clock.forward(days=30)) == []
    async with place.transaction() as session:
        assert (await count_set_aside(session)).runs == 1


async def test_the_dispatch_of_a_case_is_found_by_its_flow(place: Installation, clock: Clock) -> None:
    await submit_report(place, report(), now=clock.now)
    async with place.transaction() as session:
        row = (await session.exec(select(Dispatch))).one()
        assert row.case_id is not None
        found = await find_dispatch_of_case(session, row.case_id, DispatchFlow.ROUTE_CASE)
        assert found is row
        assert await find_dispatch_of_case(session, row.case_id, DispatchFlow.ESCALATE_DEADLINE) is None
