"""Deadlines as rows: one live of a kind, claimed by one driver, each step recorded once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import delete, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.submit_report import submit_report
from models.installation import Installation
from models.rules.decision import PlannedDeadline, PlannedStep
from models.rules.firing import take_due_steps
from models.store.acts import FiredBefore, RecordedAct, add_acts, list_told
from models.store.cases import get_case_by_ref, lock_case
from models.store.deadlines import (
    add_deadline,
    end_deadline,
    lock_live_deadlines,
    move_deadline,
    planned_of_row,
    replan_deadline,
)
from models.store.due_deadlines import (
    claim_due_deadlines,
    rewind_deadlines,
    set_aside,
    take_up_set_aside,
)
from models.store.plans import plan_from_row
from models.store.queue_depths import count_set_aside
from models.tables import CaseFile, Deadline
from models.vocabulary import (
    Audience,
    CaseState,
    DeadlineClock,
    DeadlineKind,
    DeadlineState,
    EntitledPerson,
    Severity,
    StepKind,
)
from tests.conftest import MONDAY_MORNING as NOW
from tests.reports import report

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)


def plan(
    kind: DeadlineKind = DeadlineKind.ACKNOWLEDGE,
    *,
    due_at: datetime = NOW + 2 * HOUR,
    clock: DeadlineClock = DeadlineClock.ELAPSED,
) -> PlannedDeadline:
    """A reminder an hour before it is due, and an hourly repeat from then on."""
    steps = (
        PlannedStep(due_at - HOUR, Audience.OFFICER, StepKind.REMINDER),
        PlannedStep(due_at, Audience.HEAD, StepKind.DUE, repeat_every_s=3600),
    )
    return PlannedDeadline(kind, clock, due_at, steps, EntitledPerson.CASE)


@pytest.fixture
async def case(shared: Installation, session: AsyncSession) -> CaseFile:
    """A case without any deadline, all within a transaction that is taken back."""
    receipt = await submit_report(shared, report(), now=NOW)
    case = await get_case_by_ref(session, receipt.case_ref)
    case.severity = Severity.HIGH
    return case


async def claim(session: AsyncSession, *, now: datetime, limit: int = 10) -> list[DeadlineKind]:
    return [row.kind for row, _ in await claim_due_deadlines(session, limit=limit, now=now)]


async def fire(session: AsyncSession, row: Deadline, *, now: datetime) -> None:
    firing = take_due_steps(plan_from_row(row.plan), step_no=row.step_no, repeat_no=row.repeat_no, now=now)
    act = RecordedAct(uuid4(), row, firing.taken, [], dispatch_id=uuid4(), audit_seq=1)
    await session.flush()
    await add_acts(session, [act], now=now)
    move_deadline(row, firing, now=now)
    await session.flush()


async def test_a_plan_comes_back_from_its_row_as_it_was(session: AsyncSession, case: CaseFile) -> None:
    planned = plan()
    row = add_deadline(session, planned, case=case)
    await session.flush()
    await session.refresh(row)
    assert planned_of_row(row) == planned
    assert (row.state, row.next_action_at) == (DeadlineState.ARMED, NOW + HOUR)


async def test_a_second_live_one_of_its_kind_and_person_is_impossible(
    session: AsyncSession, case: CaseFile
) -> None:
    first = add_deadline(session, plan(), case=case)
    add_deadline(session, plan(DeadlineKind.REVIEW), case=case)
    await session.flush()
    end_deadline(first, DeadlineState.SUPERSEDED, reason="test", now=NOW)
    add_deadline(session, plan(), case=case)
    await session.flush()
    add_deadline(session, plan(), case=case)
    with pytest.raises(IntegrityError, match="uq_deadline_live"):
        await session.flush()


async def test_only_what_is_due_is_claimed_the_legal_first(session: AsyncSession, case: CaseFile) -> None:
    add_deadline(session, plan(), case=case)
    add_deadline(session, plan(DeadlineKind.FEEDBACK, clock=DeadlineClock.LEGAL), case=case)
    add_deadline(session, plan(DeadlineKind.REVIEW, due_at=NOW + 3 * HOUR), case=case)
    await session.flush()
    assert await claim(session, now=NOW + HOUR - timedelta(microseconds=1)) == []
    assert await claim(session, now=NOW + HOUR) == [DeadlineKind.FEEDBACK, DeadlineKind.ACKNOWLEDGE]
    assert await claim(session, now=NOW + 9 * HOUR, limit=1) == [DeadlineKind.FEEDBACK]


async def test_what_rests_or_has_ended_is_not_claimed(session: AsyncSession, case: CaseFile) -> None:
    row = add_deadline(session, plan(), case=case)
    await session.flush()
    late = NOW + 9 * HOUR
    for state in DeadlineState:
        row.state = state
        await session.flush()
        due = state in {DeadlineState.ARMED, DeadlineState.BREACHED}
        assert bool(await claim(session, now=late)) is due
        live = await lock_live_deadlines(session, case.case_id)
        assert bool(live) is state.is_live
    row.state, row.set_aside_at = DeadlineState.ARMED, NOW
    await session.flush()
    assert await claim(session, now=late) == []
    # Set aside, it waits for a person, and metrics and doctor say so.
    assert (await count_set_aside(session)).deadlines == 1


async def test_past_its_time_it_is_missed_and_goes_on_being_told(
    session: AsyncSession, case: CaseFile
) -> None:
    row = add_deadline(session, plan(), case=case)
    await session.flush()
    await fire(session, row, now=NOW + HOUR)
    assert (row.state, row.next_action_at) == (DeadlineState.ARMED, NOW + 2 * HOUR)
    await fire(session, row, now=NOW + 2 * HOUR)
    assert (row.state, row.next_action_at) == (DeadlineState.BREACHED, NOW + 3 * HOUR)
    await fire(session, row, now=NOW + 5.5 * HOUR)
    assert (row.step_no, row.repeat_no, row.next_action_at) == (2, 3, NOW + 6 * HOUR)


async def test_no_step_can_be_recorded_twice_but_again_in_a_new_plan(
    session: AsyncSession, case: CaseFile
) -> None:
    row = add_deadline(session, plan(), case=case)
    await session.flush()
    await fire(session, row, now=NOW + 2 * HOUR)
    replan_deadline(row, plan(due_at=NOW + 4 * HOUR), severity=Severity.CRITICAL)
    assert (row.generation, row.step_no, row.state) == (2, 0, DeadlineState.ARMED)
    await fire(session, row, now=NOW + 3 * HOUR)
    row.step_no = 0
    with pytest.raises(FiredBefore):
        await fire(session, row, now=NOW + 3 * HOUR)
    assert await list_told(session, row) == {(0, 0)}


async def test_two_drivers_claim_different_cases(shared: Installation) -> None:
    """And a case somebody works on takes no place in a batch."""
    refs = [(await submit_report(shared, report(), now=NOW)).case_ref for _ in range(3)]
    async with shared.transaction() as session:
        for number, case_ref in enumerate(refs):
            case = await get_case_by_ref(session, case_ref)
            case.severity = Severity.HIGH
            add_deadline(session, plan(due_at=NOW + (1 + number) * HOUR), case=case)
            add_deadline(session, plan(DeadlineKind.REVIEW, due_at=NOW + 4 * HOUR), case=case)
    try:
        async with shared.transaction() as person, shared.transaction() as one, shared.transaction() as two:
            await lock_case(person, (await get_case_by_ref(person, refs[0])).case_id)
            first = await claim_due_deadlines(one, limit=1, now=NOW + 9 * HOUR)
            second = await claim_due_deadlines(two, limit=9, now=NOW + 9 * HOUR)
        assert [case.case_ref for _, case in first] == [refs[1]]
        assert {case.case_ref for _, case in second} == {refs[2]}
        assert len(second) == 2
    finally:
        async with shared.transaction() as session:
            await session.exec(delete(Deadline))
            await session.exec(update(CaseFile).values(routed_at=NOW))


async def test_nothing_of_a_closed_case_is_claimed(session: AsyncSession, case: CaseFile) -> None:
    add_deadline(session, plan(), case=case)
    for state in (CaseState.CLOSED, CaseState.ERASED):
        case.state = state
        await session.flush()
        assert await claim(session, now=NOW + 9 * HOUR) == []
    case.state = CaseState.PAUSED
    await session.flush()
    assert await claim(session, now=NOW + 9 * HOUR) == [DeadlineKind.ACKNOWLEDGE]


async def test_the_order_is_severity_then_legal_then_age(session: AsyncSession, shared: Installation) -> None:
    expected = []
    for severity in reversed(Severity):
        receipt = await submit_report(shared, report(), now=NOW)
        case = await get_case_by_ref(session, receipt.case_ref)
        case.severity = severity
        for kind, clock, hours in (
            (DeadlineKind.FEEDBACK, DeadlineClock.LEGAL, 7),
            (DeadlineKind.REVIEW, DeadlineClock.OFFICE_DAYS, 5),
            (DeadlineKind.ACKNOWLEDGE, DeadlineClock.ELAPSED, 6),
        ):
            add_deadline(session, plan(kind, due_at=NOW + hours * HOUR, clock=clock), case=case)
            expected.append((severity, kind))
    await session.flush()
    found = await claim_due_deadlines(session, limit=100, now=NOW + 9 * HOUR)
    assert [(row.severity, row.kind) for row, _ in found] == expected
    few = await claim_due_deadlines(session, limit=4, now=NOW + 9 * HOUR)
    assert [(row.severity, row.kind) for row, _ in few] == expected[:4]


async def test_what_was_set_aside_is_tried_again_after_its_time(
    session: AsyncSession, case: CaseFile
) -> None:
    row = add_deadline(session, plan(), case=case)
    set_aside(row, code="x" * 99, now=NOW)
    await session.flush()
    assert await take_up_set_aside(session, after=HOUR, now=NOW + HOUR - timedelta(seconds=1)) == []
    assert await take_up_set_aside(session, after=HOUR, now=NOW + HOUR) == [row.deadline_id]
    assert await claim(session, now=NOW + HOUR) == [DeadlineKind.ACKNOWLEDGE]
    # Set aside by a clock that ran ahead, it does not have to wait until then.
    await session.refresh(row)
    set_aside(row, code="x", now=NOW + 24 * HOUR)
    await session.flush()
    assert await take_up_set_aside(session, after=HOUR, now=NOW) == [row.deadline_id]


async def test_repeats_a_clock_ahead_has_passed_over_come_back(session: AsyncSession, case: CaseFile) -> None:
    row = add_deadline(session, plan(), case=case)
    await session.flush()
    await fire(session, row, now=NOW + 2 * HOUR)
    assert await rewind_deadlines(session, now=NOW + 2 * HOUR) == 0
    await fire(session, row, now=NOW + 26.5 * HOUR)
    assert row.repeat_no == 24
    broken = add_deadline(session, plan(DeadlineKind.REVIEW), case=case)
    broken.plan = [{"at": "never", "repeat_every_s": 3600}]
    broken.state, broken.repeat_no, broken.next_action_at = DeadlineState.BREACHED, 9, row.next_action_at
    await session.flush()
    assert await rewind_deadlines(session, now=NOW + 26.5 * HOUR) == 0
    assert await rewind_deadlines(session, now=NOW + 3.5 * HOUR) == 1
    assert (row.repeat_no, row.next_action_at) == (1, NOW + 4 * HOUR)
    await session.flush()
    assert await rewind_deadlines(session, now=NOW + 3.5 * HOUR) == 0
