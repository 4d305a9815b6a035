"""Contact, extension, hand-over, closing, reopening and links, and what each leaves of the deadlines."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from models.actions.extend_deadline import extend_deadline
from models.actions.link_cases import link_cases
from models.errors import CaseNotFound, MeldewegError, OfficerNotFound
from models.installation import Installation
from models.refusals import (
    CaseClosed,
    CaseLinkedToItself,
    ContactBeforeReport,
    ContactInTheFuture,
    DeadlinePaused,
    ExtensionNeedsSecondPerson,
    LegalDeadlineNotExtended,
    LegalDeadlinesRun,
    MoveRefused,
    NewDueTooEarly,
    NoLiveDeadline,
    OfficeExcluded,
    OfficeHasItAlready,
    OfficerBiased,
    OfficerOfAnotherOffice,
    OfficeUnknown,
    ReasonNeeded,
    SecondPersonIsTheFirst,
)
from models.store.case_details import get_case_details
from models.tables import CaseFile
from models.vocabulary import CaseState, DeadlineKind, DeadlineState, NextStep, Severity
from tests.acting import WORDS, act, close, contact, hand_over, pause, reopen
from tests.conftest import Clock
from tests.people import (
    FIRST,
    SECOND,
    acting,
    answer,
    deadlines_of,
    entries_of,
    everything_of,
    exclude,
    judge,
    take,
)
from tests.reports import report
from tests.routing import notices_of, reload, submit, submit_and_route, tick

pytestmark = pytest.mark.database

INTEGRATION, COORDINATOR = "integration-officer-1", "coordinator-1"


async def taken(place: Installation, **asked: Any) -> CaseFile:
    case = await submit_and_route(place, report(**asked))
    await take(place, case)
    return await reload(place, case.case_ref)


async def states_of(place: Installation, case: CaseFile) -> dict[str, str]:
    return {kind: row.state.value for kind, row in (await deadlines_of(place, case)).items()}


async def test_a_contact_meets_its_deadline_and_the_work_has_begun(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    watch.forward(hours=5)
    earlier = watch.now - timedelta(hours=2)
    case = await contact(place, case, contacted_at=earlier, reason=WORDS)
    assert (case.state, case.first_contact_at) == (CaseState.IN_PROGRESS, earlier)
    states = await states_of(place, case)
    assert (states.pop("first_contact"), states["review"], states["feedback"]) == ("met", "armed", "armed")
    entries = await entries_of(place, case)
    assert [entry["event"] for entry in entries[-2:]] == ["case_contacted", "deadline_met"]
    assert "Kanarie" not in json.dumps(entries, ensure_ascii=False)
    before = await everything_of(place, case)
    await contact(place, case)
    assert await everything_of(place, case) == before


async def test_a_naive_contact_is_local_time(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    watch.forward(hours=3)
    case = await contact(place, case, contacted_at=datetime(2026, 11, 23, 11, 30))  # noqa: DTZ001  local on purpose
    assert case.first_contact_at is not None
    assert case.first_contact_at.isoformat() == "2026-11-23T10:30:00+00:00"


async def test_a_contact_in_the_future_or_before_the_report_is_refused(
    place: Installation, watch: Clock
) -> None:
    case = await submit_and_route(place)
    with pytest.raises(MoveRefused):
        await contact(place, case)
    await take(place, case)
    before = await everything_of(place, case)
    with pytest.raises(ContactInTheFuture):
        await contact(place, case, contacted_at=watch.now + timedelta(minutes=1))
    with pytest.raises(ContactBeforeReport):
        await contact(place, case, contacted_at=case.submitted_at - timedelta(seconds=1))
    assert await everything_of(place, case) == before


async def extend(place: Installation, case: CaseFile, **asked: Any) -> CaseFile:
    given = {"kind": DeadlineKind.FIRST_CONTACT, "reason": WORDS, "second_id": SECOND}
    return await act(place, case, extend_deadline, **(given | asked))


async def test_an_extended_deadline_has_its_steps_on_the_way_to_the_new_time(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place)
    watch.forward(hours=25)
    await tick(place)
    missed = (await deadlines_of(place, case))["first_contact"]
    assert missed.state is DeadlineState.BREACHED
    until = watch.now + timedelta(hours=10)
    await extend(place, case, until=until)
    row = (await deadlines_of(place, case))["first_contact"]
    assert (row.state, row.due_at, row.generation) == (DeadlineState.ARMED, until, missed.generation + 1)
    assert row.next_action_at == watch.now + timedelta(hours=5)
    entry = (await entries_of(place, case))[-1]
    assert entry["event"] == "deadline_extended"
    assert (entry["details"]["officer"], entry["details"]["second"]) == (FIRST, SECOND)
    assert entry["details"]["before"] == missed.due_at.isoformat()


async def test_feedback_is_extended_to_the_end_of_a_local_day(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    until = watch.now + timedelta(days=200)
    await extend(place, case, kind=DeadlineKind.FEEDBACK, until=until)
    row = (await deadlines_of(place, case))["feedback"]
    assert row.due_on == until.date()
    assert row.due_at.isoformat() == "2027-06-11T21:59:59+00:00"


EXTENSIONS: list[tuple[dict[str, Any], type[MeldewegError]]] = [
    ({"kind": DeadlineKind.STRAFANTRAG}, LegalDeadlineNotExtended),
    ({"kind": DeadlineKind.AGG_CLAIM}, LegalDeadlineNotExtended),
    ({"kind": DeadlineKind.ACKNOWLEDGE}, NoLiveDeadline),
    ({"second_id": None}, ExtensionNeedsSecondPerson),
    ({"second_id": FIRST}, SecondPersonIsTheFirst),
    ({"second_id": INTEGRATION}, OfficerOfAnotherOffice),
    ({"second_id": "nobody"}, OfficerNotFound),
    ({"reason": " "}, ReasonNeeded),
    ({"officer_id": INTEGRATION}, OfficerOfAnotherOffice),
    ({"officer_id": "nobody"}, OfficerNotFound),
]


async def test_an_extension_that_is_refused_changes_nothing(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    before = await everything_of(place, case)
    due_at = (await deadlines_of(place, case))["first_contact"].due_at
    for asked, refusal in EXTENSIONS:
        with pytest.raises(refusal):
            await extend(place, case, **({"until": due_at + timedelta(days=1)} | asked))
    for until in (due_at, due_at - timedelta(hours=1), watch.now - timedelta(hours=1)):
        with pytest.raises(NewDueTooEarly):
            await extend(place, case, until=until)
    assert await everything_of(place, case) == before
    await pause(place, case, until=watch.now + timedelta(days=2))
    with pytest.raises(DeadlinePaused):
        await extend(place, case, until=due_at + timedelta(days=1))


async def test_the_office_that_takes_over_is_told_and_no_other_deadline_restarts(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place)
    await contact(place, case)
    before = await deadlines_of(place, case)
    watch.forward(hours=1)
    case = await hand_over(place, case, "integration", reason=WORDS)
    assert (case.state, case.office_id, case.acknowledged_by, case.assignment_no) == (
        CaseState.ROUTED,
        "integration",
        None,
        2,
    )
    after = await deadlines_of(place, case)
    assert after["acknowledge"].due_at == watch.now + timedelta(hours=4)
    for kind in ("first_contact", "review", "feedback"):
        assert (after[kind].due_at, after[kind].state) == (before[kind].due_at, before[kind].state)
    told = await notices_of(place, case)
    assert ("case_assigned", "integration") in told
    assert ("case_to_know", "prevention") in told
    assert "case_handed_around" not in {message for message, _ in told}
    with pytest.raises(OfficerOfAnotherOffice):
        await take(place, case)
    await take(place, case, INTEGRATION)


async def test_acknowledge_gets_the_smaller_of_what_is_left(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    due_at = (await deadlines_of(place, case))["acknowledge"].due_at
    watch.forward(hours=3)
    case = await hand_over(place, case, "integration")
    row = (await deadlines_of(place, case))["acknowledge"]
    assert (row.state, row.due_at) == (DeadlineState.ARMED, due_at)


async def test_from_the_third_hand_over_in_a_day_on_the_coordination_is_told(
    place: Installation, watch: Clock
) -> None:
    case = await submit_and_route(place)
    around = ("case_handed_around", "coordination")
    for number, office in enumerate(
        ("integration", "antidiscrimination", "prevention", "integration"), start=1
    ):
        watch.forward(hours=1)
        case = await hand_over(place, case, office, officer_id=COORDINATOR)
        assert (await notices_of(place, case)).count(around) == max(0, number - 2)
    watch.forward(hours=25)
    case = await hand_over(place, case, "prevention", officer_id=COORDINATOR)
    assert (await notices_of(place, case)).count(around) == 2


async def test_an_office_a_person_chose_is_not_changed_by_the_rules(place: Installation) -> None:
    case = await submit_and_route(place)
    case = await hand_over(place, case, "integration")
    case = await answer(place, case, officer_id=INTEGRATION, danger={"weapon": "yes"})
    assert (case.severity, case.office_id) == (Severity.CRITICAL, "integration")


async def test_offices_that_may_not_have_the_case_are_refused(place: Installation) -> None:
    case = await submit_and_route(place, report(not_to_offices=["antidiscrimination"]))
    await exclude(place, case, SECOND)
    before = await everything_of(place, case)
    for office, officer_id, refusal in (
        ("antidiscrimination", FIRST, OfficeExcluded),
        ("prevention", FIRST, OfficeHasItAlready),
        ("nowhere", FIRST, OfficeUnknown),
        ("integration", SECOND, OfficerBiased),
        ("integration", INTEGRATION, OfficerOfAnotherOffice),
    ):
        with pytest.raises(refusal):
            await hand_over(place, case, office, officer_id=officer_id)
    assert await everything_of(place, case) == before


LEGAL = {"incident_kinds": ["threat"], "offender_known_on": "2026-11-20"}


async def test_closing_ends_every_deadline_and_legal_ones_only_on_purpose(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place, **LEGAL)
    before = await everything_of(place, case)
    with pytest.raises(LegalDeadlinesRun) as refusal:
        await close(place, case)
    assert "Strafantrag bis 22.02.2027" in refusal.value.message_de
    with pytest.raises(ReasonNeeded):
        await close(place, case, reason=None, confirm_legal=True)
    assert await everything_of(place, case) == before
    case = await close(place, case, confirm_legal=True, feedback_told=True)
    assert (case.state, case.closed_at) == (CaseState.CLOSED, watch.now)
    rows = await deadlines_of(place, case)
    assert {row.next_action_at for row in rows.values()} == {None}
    states = await states_of(place, case)
    assert (states["feedback"], states["strafantrag"], states["review"]) == ("met", "cancelled", "cancelled")
    (closed,) = [entry for entry in await entries_of(place, case) if entry["event"] == "case_closed"]
    assert closed["details"]["legal_deadlines"] == ["strafantrag 2027-02-22"]
    with pytest.raises(CaseClosed):
        await close(place, case, confirm_legal=True)
    with pytest.raises(CaseClosed):
        await hand_over(place, case, "integration")
    assert {row.state.is_live for row in rows.values()} == {False}


async def test_a_case_nobody_took_is_not_closed(place: Installation) -> None:
    case = await submit_and_route(place)
    with pytest.raises(MoveRefused):
        await close(place, case, confirm_legal=True)


async def test_a_reopened_case_begins_anew_and_nothing_escalates_at_once(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place, **LEGAL)
    await judge(place, case, next_step=NextStep.CLOSE)
    legal = (await deadlines_of(place, case))["strafantrag"]
    await close(place, case, confirm_legal=True)
    watch.forward(days=30)
    case = await reopen(place, case)
    assert (case.state, case.closed_at, case.next_step) == (CaseState.IN_PROGRESS, None, None)
    rows = await deadlines_of(place, case)
    assert rows["acknowledge"].state is DeadlineState.MET
    assert rows["first_contact"].due_at == watch.now + timedelta(hours=24)
    assert rows["review"].due_at > watch.now
    assert (rows["strafantrag"].due_at, rows["strafantrag"].due_on) == (legal.due_at, legal.due_on)
    assert all(row.next_action_at is None or row.next_action_at > watch.now for row in rows.values())
    with pytest.raises(MoveRefused):
        await reopen(place, case)


async def test_reopened_without_whoever_had_it_the_case_waits_for_somebody(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place)
    await contact(place, case)
    await close(place, case, confirm_legal=True)
    await exclude(place, case, FIRST, marked_by=SECOND)
    case = await reopen(place, case, officer_id=SECOND)
    rows = await deadlines_of(place, case)
    assert case.acknowledged_by is None
    assert rows["acknowledge"].due_at == watch.now + timedelta(hours=4)
    assert rows["first_contact"].state is DeadlineState.MET
    case = await take(place, case, SECOND)
    assert (case.state, case.acknowledged_by) == (CaseState.IN_PROGRESS, SECOND)


async def test_a_legal_period_that_ended_meanwhile_is_shown_and_does_not_fire(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place, **LEGAL)
    await close(place, case, confirm_legal=True)
    watch.forward(days=120)
    case = await reopen(place, case)
    row = (await deadlines_of(place, case))["strafantrag"]
    assert (row.state, row.next_action_at) == (DeadlineState.BREACHED, None)


async def link(place: Installation, case: CaseFile, other: str, officer_id: str = FIRST) -> CaseFile:
    return await link_cases(
        place, case.case_ref, other, officer_id=officer_id, actor=acting(officer_id), now=place.clock()
    )


async def test_linked_cases_name_each_other_once(place: Installation) -> None:
    one, other = await submit_and_route(place), await submit_and_route(place)
    for _ in range(2):
        await link(place, one, other.case_ref)
        await link(place, other, one.case_ref)
    for case, linked in ((one, other), (other, one)):
        async with place.transaction() as session:
            assert (await get_case_details(session, case.case_ref)).linked == [linked.case_ref]
        events = [entry["event"] for entry in await entries_of(place, case)]
        assert events.count("cases_linked") == 1


async def test_only_cases_one_may_see_are_linked(place: Installation) -> None:
    one, other = await submit_and_route(place), await submit_and_route(place)
    waiting = await submit(place)
    await exclude(place, other, SECOND)
    before = await everything_of(place, one)
    for ref, officer_id, refusal in (
        (one.case_ref, FIRST, CaseLinkedToItself),
        ("MW-0000-0000", FIRST, CaseNotFound),
        (other.case_ref, SECOND, OfficerBiased),
        (other.case_ref, INTEGRATION, OfficerOfAnotherOffice),
        (waiting.case_ref, FIRST, MeldewegError),
    ):
        with pytest.raises(refusal):
            await link(place, one, ref, officer_id)
    assert await everything_of(place, one) == before
