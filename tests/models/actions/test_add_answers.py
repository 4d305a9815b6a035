"""Answers that come later: sealed, merged with the report, decided like it, and never lowering anything."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from models.errors import MeldewegError, OfficerNotFound, ReportRefused
from models.installation import Installation
from models.refusals import (
    CaseClosed,
    CaseNotRouted,
    NothingAdded,
    OfficerBiased,
    OfficerOfAnotherOffice,
)
from models.store.open_cases import open_case
from models.tables import AddedAnswersRow, AuditEntry, CaseFile
from models.vocabulary import Answer, CaseState, DangerQuestion, DeadlineState, Perpetrator, Severity
from tasks.raise_severity import raise_severity
from tests.conftest import Clock
from tests.people import FIRST, answer, deadlines_of, entries_of, everything_of, exclude, judge, take
from tests.reports import report
from tests.routing import notices_of, submit, submit_and_route

pytestmark = pytest.mark.database

LOW, MEDIUM, HIGH, CRITICAL = Severity
OFFICER = "integration-officer-1"
NO = dict.fromkeys((question.value for question in DangerQuestion), "no")


def calm(**changes: Any) -> Any:
    """Low, for the office `integration`, without an offender known and without consent."""
    told = {
        "narrative": "Jemand hat mich beleidigt.",
        "incident_kinds": ["insult"],
        "motives": [],
        "danger": NO,
        "offender_known_on": None,
        "consent": [],
    }
    return report(**(told | changes))


async def rows_of(place: Installation, case: CaseFile) -> list[AddedAnswersRow]:
    async with place.transaction() as session:
        query = select(AddedAnswersRow).where(AddedAnswersRow.case_id == case.case_id)
        return list((await session.exec(query)).all())


async def test_a_graver_answer_raises_plans_anew_and_tells_at_once(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place, calm(consent=["counselling", "police"]))
    before = await deadlines_of(place, case)
    watch.forward(minutes=20)
    case = await answer(place, case, officer_id=OFFICER, danger={"weapon": "yes"})
    after = await deadlines_of(place, case)
    assert (case.severity, case.severity_proposed, case.danger_level) == (CRITICAL, CRITICAL, 3)
    assert "weapon" in str(case.decision["reasons"])
    assert (case.office_id, after["acknowledge"].due_at) == ("prevention", watch.now + timedelta(hours=1))
    assert all(after[kind].due_at <= row.due_at for kind, row in before.items())
    notices = await notices_of(place, case)
    for told in (
        ("severity_raised", "prevention"),
        ("case_assigned", "prevention"),
        ("partner_referral", "counselling-example"),
        ("partner_acute_danger", "police-example"),
    ):
        assert told in notices
    entries = await entries_of(place, case)
    assert [entry["event"] for entry in entries][-6:] == [
        "answers_added",
        "routed_again",
        "severity_raised",
        "office_assigned",
        "deadlines_replanned",
        "notices_queued",
    ]
    for entry in entries[-6:]:
        assert entry["actor"] == {"kind": "officer", "id": OFFICER, "via": "mmuster"}


async def test_answers_are_sealed_and_the_log_names_questions_alone(place: Installation) -> None:
    case = await submit_and_route(place)
    case = await answer(
        place, case, danger={"repeated": "yes"}, motives=["antiziganism"], perpetrator="colleague"
    )
    (row,) = await rows_of(place, case)
    assert (row.number, row.added_by) == (1, FIRST)
    assert not any(word in row.sealed for word in (b"repeated", b"antiziganism", b"colleague"))
    (added,) = [entry for entry in await entries_of(place, case) if entry["event"] == "answers_added"]
    assert sorted(added["details"]["questions"]) == ["danger.repeated", "motives", "perpetrator"]
    assert len(added["details"]["commitment"]) == 64
    async with place.transaction() as session:
        entries = (await session.exec(select(AuditEntry).where(AuditEntry.case_id == case.case_id))).all()
    assert not any(word in entry.entry for entry in entries for word in (b"antiziganism", b"colleague"))


async def test_a_case_is_opened_with_all_answers_in_their_order(place: Installation) -> None:
    case = await submit_and_route(place, report(danger={"weapon": "yes"}, perpetrator="unknown"))
    await answer(place, case, danger={"weapon": "no", "injured": "no"}, perpetrator="citizen")
    await answer(place, case, danger={"injured": "unknown"}, perpetrator="colleague", motives=["sexism"])
    await answer(place, case, perpetrator="unknown", incident_kinds=["doxxing"])
    async with place.transaction() as session:
        facts = (await open_case(session, case.case_id, master=place.master_key)).facts
    assert facts.danger[DangerQuestion.WEAPON] is Answer.YES
    assert facts.danger[DangerQuestion.INJURED] is Answer.NO
    assert facts.perpetrator is Perpetrator.COLLEAGUE
    assert {kind.value for kind in facts.incident_kinds} == {"threat", "insult", "doxxing"}
    assert {motive.value for motive in facts.motives} == {"racism", "sexism"}
    assert [row.number for row in await rows_of(place, case)] == [1, 2, 3]


async def test_milder_answers_lower_nothing_and_close_open_questions(
    place: Installation, watch: Clock
) -> None:
    case = await submit_and_route(place, calm(danger={"afraid": "no"}))
    before = await deadlines_of(place, case)
    assert (case.severity, "danger.injured" in case.decision["open_questions"]) == (MEDIUM, True)
    reasons = case.decision["reasons"]
    watch.forward(hours=1)
    case = await answer(place, case, officer_id=OFFICER, danger=NO)
    assert (case.severity, case.severity_proposed, case.danger_level) == (MEDIUM, MEDIUM, 1)
    assert [reason for reason in reasons if reason not in case.decision["reasons"]] == []
    assert "danger.injured" not in case.decision["open_questions"]
    assert await deadlines_of(place, case) == before
    assert await raise_severity.fn(str(case.case_id)) == "medium"


async def test_every_single_answer_only_ever_raises(place: Installation) -> None:
    case = await submit_and_route(place, calm(danger={}))
    rank = -1
    for question in DangerQuestion:
        for said in ("no", "yes", "no"):
            case = await answer(place, case, officer_id="coordinator-1", danger={question.value: said})
            assert case.severity is not None
            assert case.severity_proposed is not None
            assert min(case.severity.rank, case.severity_proposed.rank) >= rank
            rank = case.severity.rank
    assert case.severity is CRITICAL


async def test_an_offender_known_later_arms_the_strafantrag_deadline(
    place: Installation, watch: Clock
) -> None:
    case = await submit_and_route(place, calm())
    assert "strafantrag" not in await deadlines_of(place, case)
    watch.forward(days=2)
    case = await answer(place, case, officer_id=OFFICER, offender_known_on="2026-11-24")
    row = (await deadlines_of(place, case))["strafantrag"]
    assert (row.due_on, row.anchor_on) == (date(2027, 2, 24), date(2026, 11, 24))
    assert (row.state, row.generation) == (DeadlineState.ARMED, 1)
    assert row.next_action_at is not None
    *_, armed, answered = await entries_of(place, case)
    assert (armed["event"], armed["details"]["deadlines"]) == (
        "deadlines_scheduled",
        [f"strafantrag {row.due_at.isoformat()}"],
    )
    assert (answered["event"], answered["details"]["kind"]) == ("deadline_met", "offender_known")


async def test_a_kind_that_comes_later_arms_it_with_the_day_known_before(place: Installation) -> None:
    case = await submit_and_route(
        place, calm(incident_kinds=["hate_symbols"], offender_known_on="2026-11-20")
    )
    assert "strafantrag" not in await deadlines_of(place, case)
    case = await answer(place, case, officer_id=OFFICER, incident_kinds=["insult"])
    assert (await deadlines_of(place, case))["strafantrag"].anchor_on == date(2026, 11, 20)


async def test_a_period_of_law_moves_to_an_earlier_day_only(place: Installation) -> None:
    case = await submit_and_route(place, report(occurred_on="2026-11-10", offender_known_on="2026-11-20"))
    standing = (await deadlines_of(place, case))["strafantrag"]
    case = await answer(place, case, offender_known_on="2026-11-22")
    assert (await deadlines_of(place, case))["strafantrag"] == standing
    case = await answer(place, case, offender_known_on="2026-11-12")
    moved = (await deadlines_of(place, case))["strafantrag"]
    assert (moved.anchor_on, moved.due_on, moved.generation) == (date(2026, 11, 12), date(2027, 2, 12), 2)


async def test_an_estimate_gives_way_to_the_exact_day(place: Installation) -> None:
    case = await submit_and_route(
        place,
        calm(
            incident_kinds=["discrimination"],
            perpetrator="superior",
            affected_role="employee",
            occurred_on="2026-10-01",
        ),
    )
    estimate = (await deadlines_of(place, case))["agg_claim"]
    assert (estimate.estimated, estimate.due_on) == (True, date(2026, 12, 1))
    case = await answer(
        place, case, officer_id="antidiscrimination-officer-1", discrimination_known_on="2026-11-20"
    )
    exact = (await deadlines_of(place, case))["agg_claim"]
    assert (exact.estimated, exact.due_on, exact.generation) == (False, date(2027, 1, 20), 2)


async def test_a_period_that_has_ended_is_not_armed_again(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    async with place.transaction() as session:
        row = await session.merge((await deadlines_of(place, case))["strafantrag"])
        row.state, row.ended_at, row.next_action_at = DeadlineState.MET, watch.now, None
    case = await answer(place, case, offender_known_on="2026-11-20")
    assert (await deadlines_of(place, case))["strafantrag"].state is DeadlineState.MET


async def test_partners_and_offices_newly_concerned_are_told_without_a_raise(place: Installation) -> None:
    case = await submit_and_route(place, report(consent=["online_hate_unit"]))
    told = await notices_of(place, case)
    case = await answer(place, case, channel="social_media", incident_kinds=["discrimination"])
    assert case.severity is HIGH
    assert sorted(set(await notices_of(place, case)) - set(told)) == [
        ("case_to_know", "antidiscrimination"),
        ("partner_referral", "online-hate-unit-example"),
    ]
    (entry,) = [entry for entry in await entries_of(place, case) if entry["event"] == "notices_queued"][1:]
    assert entry["actor"]["id"] == FIRST


async def test_a_case_that_was_taken_stays_with_its_office(place: Installation) -> None:
    case = await submit_and_route(place, calm())
    await take(place, case, OFFICER)
    case = await answer(place, case, officer_id=OFFICER, danger={"weapon": "yes"})
    assert (case.severity, case.office_id) == (CRITICAL, "integration")


async def test_what_a_person_lowered_is_raised_by_a_new_reason_alone(place: Installation) -> None:
    case = await judge(place, await submit_and_route(place), LOW, "geprüft")
    case = await answer(place, case, motives=["sexism"])
    assert (case.severity, case.severity_confirmed_by) == (LOW, FIRST)
    case = await answer(place, case, danger={"repeated": "yes"})
    assert (case.severity, case.severity_proposed) == (MEDIUM, HIGH)
    assert (case.severity_confirmed_at, case.severity_confirmed_by) == (None, None)
    case = await answer(place, case, danger={"weapon": "yes"})
    assert case.severity is CRITICAL


REFUSED: list[tuple[dict[str, object], str, type[MeldewegError]]] = [
    ({}, FIRST, NothingAdded),
    ({"danger": {"weapon": "unknown"}}, FIRST, NothingAdded),
    ({"danger": {"weapon": "maybe"}}, FIRST, ReportRefused),
    ({"danger": {"knife": "yes"}}, FIRST, ReportRefused),
    ({"narrative": "Frau Kanarie"}, FIRST, ReportRefused),
    ({"consent": ["police"]}, FIRST, ReportRefused),
    ({"offender_known_on": "2026-11-19"}, FIRST, ReportRefused),  # occurred on the 20th
    ({"occurred_on": "2026-11-24"}, FIRST, ReportRefused),
    ({"danger": {"weapon": "yes"}}, "integration-officer-1", OfficerOfAnotherOffice),
    ({"danger": {"weapon": "yes"}}, "prevention-head", OfficerBiased),
    ({"danger": {"weapon": "yes"}}, "nobody", OfficerNotFound),
]


async def test_what_is_refused_keeps_nothing(place: Installation) -> None:
    case = await submit_and_route(place)
    await exclude(place, case, "prevention-head")
    before = await everything_of(place, case)
    for answers, officer_id, refusal in REFUSED:
        with pytest.raises(refusal) as refused:
            await answer(place, case, officer_id=officer_id, **answers)
        assert "Kanarie" not in str(refused.value)
    assert await everything_of(place, case) == before
    assert await rows_of(place, case) == []


async def test_only_a_routed_open_case_takes_answers(place: Installation) -> None:
    case = await submit(place)
    with pytest.raises(CaseNotRouted):
        await answer(place, case, officer_id="coordinator-1", danger={"weapon": "yes"})
    case = await submit_and_route(place)
    async with place.transaction() as session:
        (await session.get_one(CaseFile, case.case_id)).state = CaseState.CLOSED
    with pytest.raises(CaseClosed):
        await answer(place, case, danger={"weapon": "yes"})
