"""A period of days that ends and nobody has acted: breached with its day, told once, and not at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import col, select

from models.actions.close_case import close_case
from models.actions.legal.end_period import meet_deadline
from models.actions.legal.start_period import correct_deadline, set_deadline
from models.actions.reopen_case import reopen_case
from models.actions.take_action import take_action
from models.installation import Installation
from models.invariant import Invariant
from models.store.invariants import EVERYTHING, look_at
from models.tables import CaseFile, Deadline, DeadlineFiring
from models.vocabulary import DeadlineKind, DeadlineState
from tasks.people.tell_people import tell_people
from tests.conftest import Clock
from tests.people import FIRST, acting, entries_of, periods_of, take
from tests.reports import report
from tests.routing import notices_of, submit_and_route, tick

pytestmark = pytest.mark.database

STRAFANTRAG, AGG, FEEDBACK = DeadlineKind.STRAFANTRAG, DeadlineKind.AGG_CLAIM, DeadlineKind.FEEDBACK
# Known on Friday, 20 November 2026: the last day is Monday, 22 February 2027 (20 February is a Saturday).
LAST_MORNING = datetime(2027, 2, 22, 8, 0, tzinfo=UTC)
LAST_SECOND = datetime(2027, 2, 22, 22, 59, 59, tzinfo=UTC)
MIDNIGHT = LAST_SECOND + timedelta(seconds=1)
NEXT_MORNING = datetime(2027, 2, 23, 8, 0, tzinfo=UTC)


async def only(place: Installation, case: CaseFile, kind: DeadlineKind = STRAFANTRAG) -> Deadline:
    """The live one."""
    (row,) = [row for row in await periods_of(place, case, kind) if row.state.is_live]
    return row


async def act(place: Installation, case: CaseFile, action: Any, **asked: Any) -> None:
    await take_action(
        place,
        case.case_ref,
        partial(action, officer_id=FIRST, **asked),
        actor=acting(FIRST),
        now=place.clock(),
        tell=tell_people,
    )


async def breaches_of(place: Installation, case: CaseFile, kind: DeadlineKind) -> list[Any]:
    return [
        entry["details"]
        for entry in await entries_of(place, case)
        if entry["event"] == "deadline_breached" and entry["details"]["kind"] == kind.value
    ]


async def told_after(place: Installation, row: Deadline) -> list[tuple[str, str, datetime]]:
    """What its steps told after its last day."""
    async with place.transaction() as session:
        found = await session.exec(
            select(DeadlineFiring)
            .where(DeadlineFiring.deadline_id == row.deadline_id, DeadlineFiring.fired_at > row.due_at)
            .order_by(col(DeadlineFiring.step_no))
        )
        return [(one.step.value, one.audience.value, one.fired_at) for one in found.all()]


async def find_broken(place: Installation) -> set[str]:
    """Of what is said about deadlines."""
    async with place.transaction() as session:
        looks = [
            await look_at(session, one, EVERYTHING, patience_ms=5000, now=place.clock()) for one in Invariant
        ]
    return {
        one.invariant.value
        for one in looks
        if not one.holds and one.invariant.value.startswith(("no_", "deadlines_", "firings_", "obligatory_"))
    }


async def test_a_period_is_breached_when_its_last_day_is_over_and_not_before(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation)
    clock.now = LAST_MORNING
    await tick(installation)
    row = await only(installation, case)
    assert (row.state, row.due_at, row.next_action_at) == (DeadlineState.ARMED, LAST_SECOND, MIDNIGHT)
    clock.now = LAST_SECOND
    await tick(installation)
    assert (await only(installation, case)).state is DeadlineState.ARMED
    told = await notices_of(installation, case)
    clock.now = MIDNIGHT
    await tick(installation)
    row = await only(installation, case)
    assert row.state is DeadlineState.BREACHED
    (breach,) = await breaches_of(installation, case, STRAFANTRAG)
    assert (breach["deadline"], breach["due_on"]) == (str(row.deadline_id), "2027-02-22")
    assert await told_after(installation, row) == []
    assert ("deadline_escalation", "coordination") not in (await notices_of(installation, case))[len(told) :]
    assert await find_broken(installation) == set()


async def test_the_next_morning_says_once_that_the_period_is_over(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation)
    for moment in (LAST_MORNING, MIDNIGHT, NEXT_MORNING - timedelta(seconds=1), NEXT_MORNING):
        clock.now = moment
        await tick(installation)
    row = await only(installation, case)
    assert await told_after(installation, row) == [
        ("escalation", audience, NEXT_MORNING) for audience in ("officer", "head", "coordination")
    ]
    clock.forward(days=200)
    await tick(installation)
    assert len(await told_after(installation, row)) == 3
    row = await only(installation, case)
    assert (row.state, row.next_action_at) == (DeadlineState.BREACHED, None)
    assert await find_broken(installation) == set()
    await act(installation, case, meet_deadline, kind=STRAFANTRAG, on=date(2027, 2, 22), reason="Verspätet")
    (met,) = await periods_of(installation, case, STRAFANTRAG)
    assert met.state is DeadlineState.MET


async def test_an_outage_over_the_end_tells_it_in_one_act(installation: Installation, clock: Clock) -> None:
    case = await submit_and_route(installation)
    clock.now = LAST_MORNING - timedelta(hours=1)
    await tick(installation)
    clock.now = NEXT_MORNING + timedelta(hours=5)
    await tick(installation)
    row = await only(installation, case)
    told = await told_after(installation, row)
    assert [one[:2] for one in told] == [
        *(("due", audience) for audience in ("officer", "head", "coordination")),
        *(("escalation", audience) for audience in ("officer", "head", "coordination")),
    ]
    async with installation.transaction() as session:
        late = select(DeadlineFiring.act_id).where(
            DeadlineFiring.deadline_id == row.deadline_id, DeadlineFiring.fired_at == clock.now
        )
        assert len(set((await session.exec(late)).all())) == 1
    assert row.state is DeadlineState.BREACHED
    assert len(await breaches_of(installation, case, STRAFANTRAG)) == 1


async def test_feedback_ends_in_the_same_way(installation: Installation, clock: Clock) -> None:
    case = await submit_and_route(installation)
    end = (await only(installation, case, FEEDBACK)).due_at
    clock.now = end - timedelta(hours=1)
    await tick(installation)
    clock.now = end + timedelta(seconds=1)
    await tick(installation)
    assert (await only(installation, case, FEEDBACK)).state is DeadlineState.BREACHED
    clock.forward(hours=9)
    await tick(installation)
    told = await told_after(installation, await only(installation, case, FEEDBACK))
    assert [one[0] for one in told] == ["escalation"] * 3


async def test_an_estimate_is_breached_and_never_said_to_be_over(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(
        installation,
        report(
            incident_kinds=["discrimination"],
            perpetrator="colleague",
            affected_role="employee",
            occurred_on="2026-11-20",
            offender_known_on=None,
        ),
    )
    row = await only(installation, case, AGG)
    assert row.estimated
    clock.now = row.due_at - timedelta(hours=1)
    await tick(installation)
    clock.now = row.due_at + timedelta(days=30)
    await tick(installation)
    row = await only(installation, case, AGG)
    assert row.state is DeadlineState.BREACHED
    assert await told_after(installation, row) == []


async def test_a_question_nobody_answered_is_breached_too_and_asks_no_more(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(
        installation, report(offender_known_on=None, affected_role="resident", consent=[])
    )
    row = await only(installation, case, DeadlineKind.OFFENDER_KNOWN)
    clock.now = row.due_at - timedelta(hours=1)
    await tick(installation)
    clock.now = row.due_at + timedelta(days=30)
    await tick(installation)
    row = await only(installation, case, DeadlineKind.OFFENDER_KNOWN)
    assert row.state is DeadlineState.BREACHED
    assert await told_after(installation, row) == []
    await act(installation, case, set_deadline, kind=STRAFANTRAG, started_on=date(2026, 11, 20))
    (answered,) = await periods_of(installation, case, DeadlineKind.OFFENDER_KNOWN)
    assert answered.state is DeadlineState.MET


async def test_a_breached_period_that_is_corrected_runs_again(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation)
    clock.now = LAST_MORNING
    await tick(installation)
    clock.now = MIDNIGHT
    await tick(installation)
    later = date(2026, 12, 30)
    await act(installation, case, correct_deadline, kind=STRAFANTRAG, started_on=later, reason="Erst da")
    row = await only(installation, case)
    assert (row.state, row.due_on) == (DeadlineState.ARMED, date(2027, 3, 30))
    clock.now = NEXT_MORNING
    await tick(installation)
    old, _ = await periods_of(installation, case, STRAFANTRAG)
    assert (old.state, await told_after(installation, old)) == (DeadlineState.SUPERSEDED, [])


async def test_a_case_reopened_on_the_last_day_keeps_the_end_in_sight(
    installation: Installation, clock: Clock
) -> None:
    """The steps are told and the day is not over: nothing else would look at the period again."""
    case = await submit_and_route(installation)
    await take(installation, case)
    clock.now = LAST_MORNING + timedelta(hours=1)
    await tick(installation)
    await act(installation, case, close_case, reason="Erledigt", confirm_legal=True)
    await act(installation, case, reopen_case, reason="Doch nicht")
    assert (await only(installation, case)).next_action_at == MIDNIGHT
    clock.now = NEXT_MORNING
    await tick(installation)
    row = await only(installation, case)
    assert row.state is DeadlineState.BREACHED
    assert len(await told_after(installation, row)) == 3


async def test_a_case_reopened_after_the_end_is_told_nothing_of_it_again(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation)
    await take(installation, case)
    for moment in (LAST_MORNING, MIDNIGHT, NEXT_MORNING):
        clock.now = moment
        await tick(installation)
    await act(installation, case, close_case, reason="Erledigt", confirm_legal=True)
    await act(installation, case, reopen_case, reason="Doch nicht")
    row = await only(installation, case)
    assert (row.state, row.next_action_at) == (DeadlineState.BREACHED, None)
    clock.forward(days=2)
    await tick(installation)
    assert await told_after(installation, row) == []
