"""A person confirms, raises or lowers the severity: who may, what it needs, what follows at once."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from models.actions.judge_severity import Verdict, judge_severity
from models.actions.take_action import take_action
from models.errors import CaseNotFound, MeldewegError, OfficerNotFound
from models.installation import Installation
from models.refusals import (
    CaseClosed,
    CaseNotRouted,
    OfficerBiased,
    OfficerOfAnotherOffice,
    ReasonMissing,
    ReasonTooLong,
    SecondPersonIsTheFirst,
    SecondPersonMissing,
)
from models.sealing import commit_to
from models.store.case_keys import get_case_key
from models.store.verdicts import list_verdicts, open_reason, place_of_reason
from models.tables import AuditEntry, CaseFile, Notice
from models.vocabulary import CaseState, DeadlineState, MessageName, NextStep, NoticeState, Severity
from notifications.recording import RecordingRelay
from tasks.people.tell_people import tell_people
from tasks.raise_severity import raise_severity
from tests.conftest import Clock
from tests.people import FIRST, SECOND, acting, deadlines_of, entries_of, everything_of, exclude, judge, take
from tests.reports import report
from tests.routing import notices_of, reload, send_all, submit, submit_and_route

pytestmark = pytest.mark.database

LOW, MEDIUM, HIGH, CRITICAL = Severity
WORDS = "Nach Rücksprache mit Frau Kanarie besteht keine Gefahr mehr."
CALM = dict.fromkeys(("danger_now", "weapon", "injured", "afraid"), "no")


def calm(**changes: Any) -> Any:
    """Low, for the office `integration`."""
    told = {"narrative": "Jemand hat mich beleidigt.", "incident_kinds": ["insult"], "danger": CALM}
    return report(**(told | changes))


def critical() -> Any:
    return report(danger={"danger_now": "yes"}, consent=["counselling"])


async def test_confirming_needs_no_reason_and_changes_no_level(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    before = await deadlines_of(place, case)
    watch.forward(minutes=5)
    case = await judge(place, case)
    assert (case.severity, case.severity_confirmed_at, case.severity_confirmed_by) == (HIGH, watch.now, FIRST)
    assert await deadlines_of(place, case) == before
    (entry,) = (await entries_of(place, case))[-1:]
    assert entry["event"] == "severity_confirmed"
    assert entry["actor"] == {"kind": "officer", "id": FIRST, "via": "mmuster"}
    assert entry["details"]["reason_commitment"] == ""


async def test_review_is_met_by_confirmation_and_next_step_together(
    place: Installation, watch: Clock
) -> None:
    case = await judge(place, await submit_and_route(place))
    assert (await deadlines_of(place, case))["review"].state is DeadlineState.ARMED
    case = await judge(place, case, next_step=NextStep.PROTECT)
    rows = await deadlines_of(place, case)
    assert case.next_step is NextStep.PROTECT
    assert (rows["review"].state, rows["review"].ended_at) == (DeadlineState.MET, watch.now)
    assert {row.state for kind, row in rows.items() if kind != "review"} == {DeadlineState.ARMED}
    assert [entry["event"] for entry in await entries_of(place, case)][-3:] == [
        "severity_confirmed",
        "next_step_decided",
        "deadline_met",
    ]


async def test_raising_plans_anew_and_tells_office_and_police_at_once(
    place: Installation, watch: Clock
) -> None:
    case = await submit_and_route(place, report(consent=["counselling"]))
    before = await deadlines_of(place, case)
    watch.forward(minutes=30)
    case = await judge(place, case, CRITICAL, WORDS)
    after = await deadlines_of(place, case)
    assert (case.severity, case.severity_proposed, case.danger_level) == (CRITICAL, HIGH, 3)
    assert after["acknowledge"].due_at == watch.now + timedelta(hours=1)
    assert after["first_contact"].due_at == watch.now + timedelta(hours=4)
    assert after["review"].due_at < before["review"].due_at
    assert {after[kind].generation for kind in ("acknowledge", "first_contact", "review")} == {2}
    for legal in ("feedback", "strafantrag"):
        assert after[legal] == before[legal]
    assert [row for row in await notices_of(place, case) if row[0] != "case_assigned"] == [
        ("partner_referral", "counselling-example"),
        ("partner_acute_danger", "police-example"),
        ("severity_raised", "prevention"),
    ]
    events = {entry["event"]: entry for entry in await entries_of(place, case)}
    raised = events["severity_raised"]["details"]
    assert (raised["before"], raised["severity"]) == ("high", "critical")
    assert events["notices_queued"]["details"]["told"] == [
        "prevention (severity_raised)",
        "police-example (acute_danger)",
    ]
    assert events["deadlines_replanned"]["actor"]["id"] == FIRST
    assert case.decision["told"][-2:] == events["notices_queued"]["details"]["told"]


async def test_a_deadline_is_never_later_after_a_raise(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    watch.forward(hours=3, minutes=30)  # half an hour is left of four
    before = await deadlines_of(place, case)
    case = await judge(place, case, CRITICAL, WORDS)
    after = await deadlines_of(place, case)
    assert after["acknowledge"].due_at == before["acknowledge"].due_at
    assert all(after[kind].due_at <= row.due_at for kind, row in before.items())


async def test_police_that_has_the_case_is_called_when_it_becomes_critical(
    place: Installation,
) -> None:
    case = await submit_and_route(place)
    case = await judge(place, case, CRITICAL, WORDS)
    told = [message for message, recipient in await notices_of(place, case) if "police" in recipient]
    assert sorted(told) == ["partner_acute_danger", "partner_referral"]


async def test_who_took_the_case_hears_of_a_raise_too(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    await take(place, case)
    case = await judge(place, case, CRITICAL, WORDS, officer_id=SECOND)
    told = [recipient for message, recipient in await notices_of(place, case) if "raised" in message]
    assert told == ["prevention", FIRST]
    await send_all(place, RecordingRelay())
    assert await unsent_of(place, case) == []


async def test_a_case_nobody_has_taken_goes_to_the_office_of_the_new_level(
    place: Installation, watch: Clock
) -> None:
    case = await submit_and_route(place, calm())
    assert (case.severity, case.office_id) == (LOW, "integration")
    watch.forward(minutes=10)
    case = await judge(place, case, HIGH, WORDS, officer_id="integration-officer-1")
    assert (case.office_id, case.assignment_no) == ("prevention", 2)
    notices = await notices_of(place, case)
    assert ("case_assigned", "prevention") in notices
    assert ("severity_raised", "prevention") in notices
    async with place.transaction() as session:
        (assigned,) = (
            await session.exec(
                select(Notice).where(
                    Notice.case_id == case.case_id,
                    Notice.recipient_id == "prevention",
                    Notice.message == MessageName.CASE_ASSIGNED,
                )
            )
        ).all()
    due = {line["kind"]: line["due_at"] for line in assigned.context["deadlines"]}
    assert due["acknowledge"] == (watch.now + timedelta(hours=4)).isoformat().replace("+00:00", "Z")
    events = [entry["event"] for entry in await entries_of(place, case)]
    assert events.count("office_assigned") == 2


async def test_a_case_somebody_has_taken_stays_with_its_office(place: Installation) -> None:
    case = await submit_and_route(place, calm())
    await take(place, case, "integration-officer-1")
    case = await judge(place, case, HIGH, WORDS, officer_id="integration-officer-1")
    assert (case.severity, case.office_id, case.assignment_no) == (HIGH, "integration", 1)


async def test_lowering_moves_no_deadline_and_tells_nobody(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    before, told = await deadlines_of(place, case), await notices_of(place, case)
    watch.forward(minutes=30)
    case = await judge(place, case, MEDIUM, WORDS)
    assert (case.severity, case.severity_proposed, case.danger_level) == (MEDIUM, HIGH, 1)
    assert await deadlines_of(place, case) == before
    assert await notices_of(place, case) == told
    (entry,) = (await entries_of(place, case))[-1:]
    assert (entry["event"], entry["details"]["second"]) == ("severity_lowered", "")


async def test_lowering_leaves_the_office_that_only_the_level_had_called(place: Installation) -> None:
    case = await submit_and_route(place, calm(danger=CALM | {"injured": "yes"}))
    assert (case.severity, case.office_id) == (HIGH, "prevention")
    case = await judge(place, case, LOW, WORDS)
    assert (case.severity, case.office_id, case.assignment_no) == (LOW, "prevention", 1)


async def test_lowering_from_critical_takes_two_people_both_named(place: Installation) -> None:
    case = await submit_and_route(place, critical())
    case = await judge(place, case, HIGH, WORDS, second_id="prevention-head")
    (entry,) = (await entries_of(place, case))[-1:]
    assert entry["event"] == "severity_lowered"
    assert (entry["details"]["officer"], entry["details"]["second"]) == (FIRST, "prevention-head")
    # The rules still say critical: each further step down takes two people again, up does not.
    with pytest.raises(SecondPersonMissing):
        await judge(place, case, MEDIUM, WORDS)
    assert (await judge(place, case, CRITICAL, WORDS)).severity is CRITICAL


async def test_lowering_what_a_person_made_critical_takes_two_people(place: Installation) -> None:
    case = await judge(place, await submit_and_route(place), CRITICAL, WORDS)
    with pytest.raises(SecondPersonMissing):
        await judge(place, case, HIGH, WORDS)


# A critical case; prevention-deputy has a conflict of interest in it.
REFUSALS: list[tuple[dict[str, Any], type[MeldewegError]]] = [
    ({"level": MEDIUM}, ReasonMissing),
    ({"level": MEDIUM, "reason": " \n\t"}, ReasonMissing),
    ({"level": HIGH, "second_id": SECOND}, ReasonMissing),
    ({"level": MEDIUM, "reason": "x" * 2_001}, ReasonTooLong),
    ({"level": HIGH, "reason": WORDS}, SecondPersonMissing),
    ({"level": LOW, "reason": WORDS}, SecondPersonMissing),
    ({"level": HIGH, "reason": WORDS, "second_id": FIRST}, SecondPersonIsTheFirst),
    ({"level": CRITICAL, "second_id": FIRST}, SecondPersonIsTheFirst),
    ({"level": HIGH, "reason": WORDS, "second_id": "nobody"}, OfficerNotFound),
    ({"level": HIGH, "reason": WORDS, "second_id": "integration-head"}, OfficerOfAnotherOffice),
    ({"level": HIGH, "reason": WORDS, "second_id": "prevention-deputy"}, OfficerBiased),
    ({"officer_id": "prevention-deputy"}, OfficerBiased),
    ({"officer_id": "integration-officer-1"}, OfficerOfAnotherOffice),
    ({"officer_id": "nobody"}, OfficerNotFound),
]


async def test_what_is_refused_changes_nothing(place: Installation) -> None:
    case = await submit_and_route(place, critical())
    await exclude(place, case, "prevention-deputy")
    before = await everything_of(place, case)
    for how, refusal in REFUSALS:
        with pytest.raises(refusal) as refused:
            await judge(place, case, **how)
        assert refused.type is refusal, how
        assert "Kanarie" not in str(refused.value)
    assert await everything_of(place, case) == before
    async with place.transaction() as session:
        assert await list_verdicts(session, case.case_id) == []


async def test_raising_needs_a_reason_too(place: Installation) -> None:
    case = await submit_and_route(place)
    with pytest.raises(ReasonMissing):
        await judge(place, case, CRITICAL)


async def test_the_coordination_may_judge_any_case(place: Installation) -> None:
    case = await submit_and_route(place)
    case = await judge(place, case, officer_id="coordinator-1")
    assert case.severity_confirmed_by == "coordinator-1"


async def test_without_an_office_a_raise_is_told_to_the_coordination(place: Installation) -> None:
    everyone = ["prevention", "integration", "antidiscrimination"]
    case = await submit_and_route(place, report(not_to_offices=everyone, consent=[]))
    case = await judge(place, case, CRITICAL, WORDS, officer_id="coordinator-1")
    assert ("severity_raised", "coordination") in await notices_of(place, case)
    await send_all(place, RecordingRelay())
    assert await unsent_of(place, case) == []


async def test_only_a_routed_open_case_can_be_judged(place: Installation) -> None:
    case = await submit(place)
    with pytest.raises(CaseNotRouted):
        await judge(place, case, officer_id="coordinator-1")
    case = await submit_and_route(place)
    for state in (CaseState.CLOSED, CaseState.ERASED):
        async with place.transaction() as session:
            (await session.get_one(CaseFile, case.case_id)).state = state
        with pytest.raises(CaseClosed):
            await judge(place, case)
    verdict = Verdict(officer_id=FIRST)
    with pytest.raises(CaseNotFound):
        await take_action(
            place,
            "MW-0000-0000",
            partial(judge_severity, verdict=verdict),
            actor=acting(),
            now=place.clock(),
            tell=tell_people,
        )


async def test_the_words_of_the_reason_are_sealed_and_committed_to(place: Installation) -> None:
    case = await judge(place, await submit_and_route(place), MEDIUM, f"  {WORDS}\n")
    async with place.transaction() as session:
        (verdict,) = await list_verdicts(session, case.case_id)
        key = await get_case_key(session, case.case_id, master=place.master_key)
        written = (await session.exec(select(AuditEntry.entry))).all()
    assert (verdict.given_by, verdict.before, verdict.severity) == (FIRST, HIGH, MEDIUM)
    assert open_reason(key, verdict) == WORDS
    assert verdict.sealed_reason is not None
    assert b"Kanarie" not in verdict.sealed_reason
    assert not any(b"Kanarie" in entry for entry in written)
    (entry,) = (await entries_of(place, case))[-1:]
    where = place_of_reason(verdict.verdict_id)
    assert entry["details"]["reason_commitment"] == commit_to(key, WORDS.encode(), place=where)
    assert "Kanarie" not in json.dumps(case.decision)
    assert "Kanarie" not in repr(acting())


async def test_deciding_again_does_not_undo_what_a_person_has_judged(place: Installation) -> None:
    case = await judge(place, await submit_and_route(place), MEDIUM, WORDS)
    assert await raise_severity.fn(str(case.case_id)) == "medium"
    case = await reload(place, case.case_ref)
    assert (case.severity, case.severity_confirmed_by, case.severity_proposed) == (MEDIUM, FIRST, HIGH)


async def test_deciding_again_without_anything_new_tells_nobody_again(place: Installation) -> None:
    case = await submit_and_route(place)
    before = await everything_of(place, case)
    told = await notices_of(place, case)
    assert await raise_severity.fn(str(case.case_id)) == "high"
    assert await notices_of(place, case) == told
    assert (await deadlines_of(place, case)) == before[1]
    assert (await entries_of(place, case))[-1]["event"] == "routed_again"


async def unsent_of(place: Installation, case: CaseFile) -> list[str]:
    async with place.transaction() as session:
        query = select(Notice).where(Notice.case_id == case.case_id, Notice.state != NoticeState.SENT)
        return [f"{row.message} {row.failure_code}" for row in (await session.exec(query)).all()]
