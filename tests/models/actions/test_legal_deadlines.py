"""Legal periods in the hands of people: started, corrected, suspended, met or waived, and asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.close_case import close_case
from models.actions.done import Effect
from models.actions.legal.end_period import meet_deadline, waive_deadline
from models.actions.legal.start_period import correct_deadline, set_deadline
from models.actions.legal.suspend_deadline import suspend_deadline
from models.actions.reopen_case import reopen_case
from models.actions.take_action import take_action
from models.installation import Installation
from models.legal_refusals import (
    DayBeforeStart,
    DayInTheFuture,
    LegalDeadlineRuns,
    NewEndTooEarly,
    NoSuchRight,
    NotSuspended,
    StartBeforeDeed,
)
from models.refusals import NoLiveDeadline, OfficerOfAnotherOffice, ReasonNeeded
from models.store.case_actions import list_case_actions, open_reason
from models.store.open_cases import OpenCase, open_case
from models.tables import CaseFile
from models.vocabulary import CaseActionKind, DeadlineKind, DeadlineState, EntitledPerson, Severity, StepKind
from tests.conftest import Clock
from tests.people import FIRST, acting, answer, entries_of, judge, periods_of, take
from tests.reports import report
from tests.routing import notices_of, submit_and_route, tick

pytestmark = pytest.mark.database

STRAFANTRAG, AGG = DeadlineKind.STRAFANTRAG, DeadlineKind.AGG_CLAIM
OFFENDER, SUPERIOR = DeadlineKind.OFFENDER_KNOWN, EntitledPerson.SUPERIOR
AFFECTED = EntitledPerson.AFFECTED
WORDS = "Aus dem Gespräch vom Vormittag"


async def tell_nobody(session: AsyncSession, opened: OpenCase, effect: Effect, *, now: datetime) -> list[str]:
    raise AssertionError(f"nobody has to be told of {effect} at {now} in {session}, {opened}")


async def do(place: Installation, case: CaseFile, act: Any, *, officer_id: str = FIRST, **more: Any) -> None:
    await take_action(
        place,
        case.case_ref,
        partial(act, officer_id=officer_id, **more),
        actor=acting(officer_id),
        now=place.clock(),
        tell=tell_nobody,
    )


def unknown_offender(**changes: Any) -> Any:
    return report(**({"offender_known_on": None, "affected_role": "resident"} | changes))


async def test_the_superior_has_a_period_of_their_own(place: Installation) -> None:
    case = await submit_and_route(place)
    await do(place, case, set_deadline, kind=STRAFANTRAG, person=SUPERIOR, started_on=date(2026, 11, 23))
    affected, superior = sorted(
        await periods_of(place, case, STRAFANTRAG), key=lambda row: row.entitled_person.value
    )
    assert (affected.entitled_person, affected.anchor_on) == (AFFECTED, date(2026, 11, 20))
    assert (superior.entitled_person, superior.due_on) == (SUPERIOR, date(2027, 2, 23))
    assert {row.state for row in (affected, superior)} == {DeadlineState.ARMED}
    (question,) = await periods_of(place, case, OFFENDER)
    assert (question.entitled_person, question.state) == (SUPERIOR, DeadlineState.MET)
    *_, entered, answered = await entries_of(place, case)
    assert (entered["event"], entered["details"]["person"]) == ("deadline_set", "superior")
    assert (answered["event"], answered["details"]["kind"]) == ("deadline_met", "offender_known")


async def test_a_superior_without_an_own_right_is_refused(place: Installation) -> None:
    case = await submit_and_route(place, unknown_offender())
    with pytest.raises(NoSuchRight):
        await do(place, case, set_deadline, kind=STRAFANTRAG, person=SUPERIOR, started_on=date(2026, 11, 23))
    with pytest.raises(NoSuchRight):
        await do(place, case, set_deadline, kind=AGG, person=AFFECTED, started_on=date(2026, 11, 23))
    assert await periods_of(place, case, STRAFANTRAG) == []


async def test_a_day_entered_twice_changes_nothing_and_another_one_is_a_correction(
    place: Installation,
) -> None:
    case = await submit_and_route(place, unknown_offender())
    for _ in range(2):
        await do(place, case, set_deadline, kind=STRAFANTRAG, started_on=date(2026, 11, 21))
    (row,) = await periods_of(place, case, STRAFANTRAG)
    # 21 February 2027 is a Sunday (§ 193 BGB).
    assert (row.due_on, row.generation) == (date(2027, 2, 22), 1)
    with pytest.raises(LegalDeadlineRuns):
        await do(place, case, set_deadline, kind=STRAFANTRAG, started_on=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("day", "refusal"),
    [(date(2026, 11, 24), DayInTheFuture), (date(2026, 11, 19), StartBeforeDeed)],
)
async def test_an_impossible_day_is_refused(place: Installation, day: date, refusal: type[Exception]) -> None:
    case = await submit_and_route(place, unknown_offender())
    with pytest.raises(refusal):
        await do(place, case, set_deadline, kind=STRAFANTRAG, started_on=day)
    assert await periods_of(place, case, STRAFANTRAG) == []


async def test_a_corrected_period_keeps_the_old_one_superseded(place: Installation) -> None:
    case = await submit_and_route(place)
    await do(place, case, correct_deadline, kind=STRAFANTRAG, started_on=date(2026, 11, 22), reason=WORDS)
    old, new = await periods_of(place, case, STRAFANTRAG)
    assert (old.state, old.reason, old.next_action_at) == (DeadlineState.SUPERSEDED, "corrected", None)
    assert (new.state, new.due_on, new.replaces_id) == (
        DeadlineState.ARMED,
        date(2027, 2, 22),
        old.deadline_id,
    )
    async with place.transaction() as session:
        opened = await open_case(session, case.case_id, master=place.master_key)
        (action,) = await list_case_actions(session, case.case_id, CaseActionKind.CORRECT_DEADLINE)
        assert open_reason(opened.key, action) == WORDS
        assert action.deadline_id == new.deadline_id
    assert WORDS not in str(await entries_of(place, case))


async def test_a_correction_needs_its_reason(place: Installation) -> None:
    case = await submit_and_route(place)
    with pytest.raises(ReasonNeeded):
        await do(place, case, correct_deadline, kind=STRAFANTRAG, started_on=date(2026, 11, 22), reason=" ")
    (row,) = await periods_of(place, case, STRAFANTRAG)
    assert row.anchor_on == date(2026, 11, 20)


async def test_a_corrected_period_stays_when_the_case_is_decided_again(place: Installation) -> None:
    """The report still says the earlier day: what a person corrected counts."""
    case = await submit_and_route(place)
    await do(place, case, correct_deadline, kind=STRAFANTRAG, started_on=date(2026, 11, 23), reason=WORDS)
    await answer(place, case, danger={"weapon": "yes"})
    _, new = await periods_of(place, case, STRAFANTRAG)
    assert (new.anchor_on, new.state) == (date(2026, 11, 23), DeadlineState.ARMED)


async def test_an_attempt_at_reconciliation_moves_the_end_to_the_day_entered(place: Installation) -> None:
    case = await submit_and_route(place)
    await do(place, case, suspend_deadline, kind=STRAFANTRAG, until_on=date(2027, 3, 20), reason=WORDS)
    old, new = await periods_of(place, case, STRAFANTRAG)
    assert (old.state, old.reason) == (DeadlineState.SUPERSEDED, "suspended")
    assert (new.due_on, new.anchor_on, new.entitled_person) == (date(2027, 3, 20), None, AFFECTED)
    assert new.due_at == datetime(2027, 3, 20, 22, 59, 59, tzinfo=UTC)
    # 30 days before, 09:00 in Augsburg.
    assert new.next_action_at == datetime(2027, 2, 18, 8, tzinfo=UTC)


@pytest.mark.parametrize("until", [date(2027, 2, 22), date(2026, 12, 1)])
async def test_a_suspension_never_shortens(place: Installation, until: date) -> None:
    case = await submit_and_route(place)
    with pytest.raises(NewEndTooEarly):
        await do(place, case, suspend_deadline, kind=STRAFANTRAG, until_on=until, reason=WORDS)


async def test_only_the_application_for_prosecution_rests(place: Installation) -> None:
    case = await submit_and_route(place)
    with pytest.raises(NotSuspended):
        await do(
            place,
            case,
            suspend_deadline,
            kind=DeadlineKind.FEEDBACK,
            until_on=date(2027, 6, 1),
            reason=WORDS,
        )


@pytest.mark.parametrize(
    ("act", "state", "event"),
    [
        (meet_deadline, DeadlineState.MET, "deadline_met"),
        (waive_deadline, DeadlineState.CANCELLED, "deadline_waived"),
    ],
)
async def test_met_or_waived_with_day_and_reason_nothing_fires_any_more(
    place: Installation, watch: Clock, act: Any, state: DeadlineState, event: str
) -> None:
    case = await submit_and_route(place)
    watch.forward(days=3)
    with pytest.raises(ReasonNeeded):
        await do(place, case, act, kind=STRAFANTRAG, on=date(2026, 11, 25), reason=None)
    await do(place, case, act, kind=STRAFANTRAG, on=date(2026, 11, 25), reason=WORDS)
    (row,) = await periods_of(place, case, STRAFANTRAG)
    assert (row.state, row.met_on, row.next_action_at) == (state, date(2026, 11, 25), None)
    (entry,) = (await entries_of(place, case))[-1:]
    assert (entry["event"], entry["details"]["on"], entry["details"]["late"]) == (event, "2026-11-25", False)


async def test_a_day_before_the_period_began_or_after_today_is_refused(place: Installation) -> None:
    case = await submit_and_route(place)
    with pytest.raises(DayBeforeStart):
        await do(place, case, meet_deadline, kind=STRAFANTRAG, on=date(2026, 11, 19), reason=WORDS)
    with pytest.raises(DayInTheFuture):
        await do(place, case, meet_deadline, kind=STRAFANTRAG, on=date(2026, 11, 24), reason=WORDS)


async def test_what_was_done_too_late_is_kept_as_late(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    watch.forward(days=100)
    await tick(place)
    await do(place, case, meet_deadline, kind=STRAFANTRAG, on=date(2027, 3, 1), reason=WORDS)
    (row,) = await periods_of(place, case, STRAFANTRAG)
    assert (row.state, row.met_on) == (DeadlineState.MET, date(2027, 3, 1))
    assert (await entries_of(place, case))[-1]["details"]["late"] is True


async def test_feedback_is_met_by_telling_the_result(place: Installation) -> None:
    case = await submit_and_route(place)
    await do(
        place, case, meet_deadline, kind=DeadlineKind.FEEDBACK, on=date(2026, 11, 23), reason="mitgeteilt"
    )
    (row,) = await periods_of(place, case, DeadlineKind.FEEDBACK)
    assert row.state is DeadlineState.MET


@pytest.mark.parametrize("kind", [DeadlineKind.ACKNOWLEDGE, DeadlineKind.REVIEW])
async def test_the_offices_own_deadlines_are_met_by_their_own_actions(
    place: Installation, kind: DeadlineKind
) -> None:
    case = await submit_and_route(place)
    with pytest.raises(NoLiveDeadline):
        await do(place, case, waive_deadline, kind=kind, on=date(2026, 11, 23), reason=WORDS)


async def test_people_of_other_offices_have_no_say(place: Installation) -> None:
    case = await submit_and_route(place)
    with pytest.raises(OfficerOfAnotherOffice):
        await do(
            place,
            case,
            meet_deadline,
            officer_id="integration-officer-1",
            kind=STRAFANTRAG,
            on=date(2026, 11, 23),
            reason=WORDS,
        )


async def test_a_period_long_over_is_told_at_once_when_it_is_entered(
    place: Installation, watch: Clock
) -> None:
    case = await submit_and_route(place, unknown_offender(occurred_on="2026-06-01"))
    watch.forward(hours=1)
    await do(place, case, set_deadline, kind=STRAFANTRAG, started_on=date(2026, 6, 2))
    (row,) = await periods_of(place, case, STRAFANTRAG)
    assert {(step["step"], step["audience"]) for step in row.plan} == {
        (StepKind.OVERDUE, audience) for audience in ("officer", "head", "coordination")
    }
    assert row.next_action_at == watch.now


async def test_an_unknown_offender_is_asked_for_until_the_day_is_entered(
    place: Installation, watch: Clock
) -> None:
    case = await submit_and_route(place, unknown_offender())
    (question,) = await periods_of(place, case, OFFENDER)
    # Third, tenth and twentieth office day after Monday 23 November, 09:00 in Augsburg.
    assert [step["at"] for step in question.plan] == [
        "2026-11-26T08:00:00+00:00",
        "2026-12-07T08:00:00+00:00",
        "2026-12-21T08:00:00+00:00",
        "2026-12-21T08:00:00+00:00",
    ]
    watch.now = datetime(2026, 11, 26, 8, tzinfo=UTC)
    await tick(place)
    assert ("deadline_reminder", "prevention") in await notices_of(place, case)
    await answer(place, case, offender_known_on="2026-11-25")
    (question,) = await periods_of(place, case, OFFENDER)
    assert (question.state, question.reason) == (DeadlineState.MET, "answered")
    (row,) = await periods_of(place, case, STRAFANTRAG)
    assert row.due_on == date(2027, 2, 25)


async def test_who_will_never_be_known_is_waived_with_a_reason_and_not_asked_again(
    place: Installation,
) -> None:
    case = await submit_and_route(place, unknown_offender())
    await do(place, case, waive_deadline, kind=OFFENDER, on=date(2026, 11, 23), reason="Schmiererei")
    await answer(place, case, danger={"repeated": "yes"})
    (question,) = await periods_of(place, case, OFFENDER)
    assert question.state is DeadlineState.CANCELLED
    with pytest.raises(NoLiveDeadline):
        await do(place, case, meet_deadline, kind=OFFENDER, on=date(2026, 11, 23), reason=WORDS)


async def test_an_estimated_claim_is_asked_for_and_gives_way_to_the_exact_day(place: Installation) -> None:
    case = await submit_and_route(
        place,
        unknown_offender(
            incident_kinds=["discrimination"], perpetrator="colleague", affected_role="employee"
        ),
    )
    office_officer = f"{case.office_id}-officer-1"
    (estimate,) = await periods_of(place, case, AGG)
    assert estimate.estimated
    (question,) = await periods_of(place, case, DeadlineKind.DISCRIMINATION_KNOWN)
    assert question.state is DeadlineState.ARMED
    await do(place, case, set_deadline, officer_id=office_officer, kind=AGG, started_on=date(2026, 11, 22))
    old, new = await periods_of(place, case, AGG)
    assert (old.state, new.estimated, new.due_on) == (
        DeadlineState.SUPERSEDED,
        False,
        date(2027, 1, 22),
    )
    (question,) = await periods_of(place, case, DeadlineKind.DISCRIMINATION_KNOWN)
    assert question.state is DeadlineState.MET


async def test_a_higher_severity_moves_no_legal_period_and_no_question(place: Installation) -> None:
    case = await submit_and_route(place)
    before = [*await periods_of(place, case, STRAFANTRAG), *await periods_of(place, case, OFFENDER)]
    await judge(place, case, Severity.CRITICAL, "Waffe gezeigt")
    after = [*await periods_of(place, case, STRAFANTRAG), *await periods_of(place, case, OFFENDER)]
    assert [row.plan for row in after] == [row.plan for row in before]


async def test_a_case_reopened_under_another_clock_gets_back_what_was_closed_last(
    place: Installation, clock: Clock
) -> None:
    """Closed by a fast clock with one day, then by the right one with the corrected day."""
    case = await submit_and_route(place, report(occurred_on="2026-11-10"))
    await take(place, case)
    right = clock.now
    clock.forward(days=1)
    await do(place, case, close_case, reason=WORDS, confirm_legal=True)
    clock.now = right
    await do(place, case, reopen_case, reason=WORDS)
    await do(place, case, correct_deadline, kind=STRAFANTRAG, started_on=date(2026, 11, 18), reason=WORDS)
    await do(place, case, close_case, reason=WORDS, confirm_legal=True)
    await do(place, case, reopen_case, reason=WORDS)
    live = [row for row in await periods_of(place, case, STRAFANTRAG) if row.state.is_live]
    assert [row.anchor_on for row in live] == [date(2026, 11, 18)]
