"""A conflict of interest: the person neither acts on the case nor hears of it, and somebody else does."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from models.actions.close_case import close_case
from models.actions.permission import check_may_see
from models.actions.reopen_case import reopen_case
from models.actions.take_action import take_action
from models.errors import OfficerNotFound
from models.installation import Installation
from models.refusals import OfficerBiased, OfficerOfAnotherOffice
from models.store.audiences import reach_audience
from models.store.cases import list_cases
from models.store.open_cases import local_day
from models.tables import CaseFile, Notice
from models.vocabulary import (
    Audience,
    CaseState,
    DeadlineState,
    MessageName,
    NoticeState,
    Severity,
)
from notifications.recording import RecordingRelay
from tasks.people.tell_people import tell_people
from tests.conftest import Clock
from tests.people import FIRST, SECOND, acting, deadlines_of, entries_of, everything_of, exclude, judge, take
from tests.reports import report
from tests.routing import notices_of, reload, send_all, submit_and_route, tick

pytestmark = pytest.mark.database

PREVENTION = (FIRST, SECOND, "prevention-deputy", "prevention-head")


async def reached(place: Installation, case: CaseFile, audience: Audience) -> list[str]:
    async with place.transaction() as session:
        case = await session.get_one(CaseFile, case.case_id)
        on = local_day(place.clock(), "Europe/Berlin")
        found = await reach_audience(session, case, audience, on=on)
    return [recipient.recipient_id for recipient in found.recipients]


async def test_the_biased_can_do_nothing_and_see_nothing(place: Installation) -> None:
    case = await exclude(place, await submit_and_route(place), SECOND)
    before = await everything_of(place, case)
    with pytest.raises(OfficerBiased):
        await take(place, case, SECOND)
    with pytest.raises(OfficerBiased):
        await judge(place, case, officer_id=SECOND)
    with pytest.raises(OfficerBiased):
        await exclude(place, case, FIRST, marked_by=SECOND)
    async with place.transaction() as session:
        with pytest.raises(OfficerBiased):
            await check_may_see(session, case, SECOND)
        await check_may_see(session, case, FIRST)
        assert case.case_ref in [row.case_ref for row in await list_cases(session, unseen_by=FIRST)]
        assert case.case_ref not in [row.case_ref for row in await list_cases(session, unseen_by=SECOND)]
    assert await everything_of(place, case) == before


async def test_an_informed_office_may_see_but_not_act_and_others_neither(place: Installation) -> None:
    case = await submit_and_route(place, report(incident_kinds=["threat", "discrimination"]))
    async with place.transaction() as session:
        for officer_id in ("antidiscrimination-head", "coordinator-1", "prevention-head"):
            await check_may_see(session, case, officer_id)
        with pytest.raises(OfficerOfAnotherOffice):
            await check_may_see(session, case, "integration-head")
    with pytest.raises(OfficerOfAnotherOffice):
        await judge(place, case, officer_id="antidiscrimination-head")


async def test_it_is_written_down_who_marked_whom_once(place: Installation) -> None:
    case = await exclude(place, await submit_and_route(place), SECOND)
    await exclude(place, case, SECOND)
    marked = [entry for entry in await entries_of(place, case) if entry["event"] == "bias_marked"]
    assert [entry["details"] for entry in marked] == [{"officer": FIRST, "biased": SECOND}]
    assert marked[0]["actor"] == {"kind": "officer", "id": FIRST, "via": "mmuster"}


async def test_who_may_mark(place: Installation) -> None:
    case = await submit_and_route(place)
    with pytest.raises(OfficerOfAnotherOffice):
        await exclude(place, case, FIRST, marked_by="integration-head")
    for officer_id, marked_by in (("nobody", FIRST), (FIRST, "nobody")):
        with pytest.raises(OfficerNotFound):
            await exclude(place, case, officer_id, marked_by=marked_by)
    await exclude(place, case, FIRST, marked_by=FIRST)
    await exclude(place, case, "leadership-1", marked_by="coordinator-1")
    assert await reached(place, case, Audience.LEADERSHIP) == ["leadership-2"]


async def test_every_audience_goes_past_the_biased(place: Installation) -> None:
    case = await submit_and_route(place)
    await take(place, case, FIRST)
    await exclude(place, case, "prevention-deputy")
    assert await reached(place, case, Audience.DEPUTY) == ["prevention-head"]
    await exclude(place, case, "prevention-head")
    assert await reached(place, case, Audience.DEPUTY) == ["coordination"]
    assert await reached(place, case, Audience.OFFICER) == [FIRST]


async def test_a_deputy_stands_in_for_the_biased_unless_biased_too(place: Installation) -> None:
    case = await submit_and_route(place)
    async with place.transaction() as session:
        (await session.get_one(CaseFile, case.case_id)).acknowledged_by = FIRST
        (await session.get_one(CaseFile, case.case_id)).state = CaseState.CLOSED  # is not released
    await exclude(place, case, FIRST, marked_by="prevention-head")
    assert await reached(place, case, Audience.OFFICER) == [SECOND]
    await exclude(place, case, SECOND, marked_by="prevention-head")
    assert await reached(place, case, Audience.OFFICER) == ["prevention"]


async def test_a_case_the_biased_had_taken_waits_for_somebody_else(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    await take(place, case, FIRST)
    watch.forward(hours=2)
    case = await exclude(place, case, FIRST, marked_by="prevention-head")
    assert (case.state, case.acknowledged_by, case.office_id) == (CaseState.ROUTED, None, "prevention")
    acknowledge = (await deadlines_of(place, case))["acknowledge"]
    assert (acknowledge.state, acknowledge.due_at) == (
        DeadlineState.ARMED,
        watch.now + timedelta(hours=4),
    )
    assert (await notices_of(place, case)).count(("case_assigned", "prevention")) == 2
    assert "case_released" in [entry["event"] for entry in await entries_of(place, case)]
    await take(place, case, SECOND)
    assert (await reload(place, case.case_ref)).acknowledged_by == SECOND


async def test_an_office_with_nobody_left_gives_the_case_away(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place, report(incident_kinds=["threat", "discrimination"]))
    before = await deadlines_of(place, case)
    watch.forward(minutes=10)
    for officer_id in PREVENTION:
        assert case.office_id == "prevention"
        case = await exclude(place, case, officer_id, marked_by="coordinator-1")
    assert (case.office_id, case.decision["also_inform"]) == ("antidiscrimination", [])
    assert ("case_assigned", "antidiscrimination") in await notices_of(place, case)
    after = await deadlines_of(place, case)
    assert after["acknowledge"].due_at <= before["acknowledge"].due_at
    assert {kind: row for kind, row in after.items() if kind != "acknowledge"} == {
        kind: row for kind, row in before.items() if kind != "acknowledge"
    }
    told = await notices_of(place, case)
    case = await judge(place, case, Severity.CRITICAL, "neu", officer_id="antidiscrimination-head")
    assert not any("prevention" in recipient for _, recipient in (await notices_of(place, case))[len(told) :])


async def test_steps_that_fire_later_leave_the_biased_out(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    await exclude(place, case, "prevention-head")
    watch.forward(hours=4)
    await tick(place)
    told = {recipient for _, recipient in await notices_of(place, case)}
    assert "prevention-deputy" in told
    assert "prevention-head" not in told


async def test_mail_already_waiting_for_the_biased_is_not_sent_but_told_to_the_coordination(
    place: Installation, watch: Clock
) -> None:
    case = await submit_and_route(place)
    await send_all(place, RecordingRelay())
    watch.forward(hours=4)
    await tick(place)
    await exclude(place, case, "prevention-head")
    await send_all(place, RecordingRelay())
    async with place.transaction() as session:
        rows = (await session.exec(select(Notice).where(Notice.case_id == case.case_id))).all()
    ends = {row.recipient_id: row for row in rows if row.message is MessageName.DEADLINE_ESCALATION}
    assert ends["prevention-deputy"].state is NoticeState.SENT
    assert ends["prevention-head"].state is NoticeState.FAILED
    assert ends["prevention-head"].sealed_mail is None
    assert ("alarm_undelivered", "coordination") in await notices_of(place, case)


async def test_mail_on_other_cases_still_reaches_them(place: Installation, watch: Clock) -> None:
    await exclude(place, await submit_and_route(place), "prevention-head")
    other = await submit_and_route(place)
    watch.forward(hours=4)
    await tick(place)
    assert "prevention-head" in {recipient for _, recipient in await notices_of(place, other)}


async def test_a_case_reopened_to_an_office_with_nobody_left_goes_to_the_next_one(
    place: Installation, watch: Clock
) -> None:
    """They were marked while the case was closed, when nothing had to move."""
    case = await take(place, await submit_and_route(place))
    await _by_the_coordinator(place, case, close_case, reason="Erledigt", confirm_legal=True)
    for officer_id in PREVENTION:
        case = await exclude(place, case, officer_id, marked_by="coordinator-1")
    assert case.office_id == "prevention"
    watch.forward(hours=1)
    await _by_the_coordinator(place, case, reopen_case, reason="Doch nicht")
    case = await reload(place, case.case_ref)
    assert (case.office_id, case.acknowledged_by) == ("integration", None)
    assert (await deadlines_of(place, case))["acknowledge"].state is DeadlineState.ARMED
    assert ("case_assigned", "integration") in await notices_of(place, case)
    assert "office_assigned" in [entry["event"] for entry in await entries_of(place, case)][-5:]
    await take(place, case, "integration-officer-1")


async def _by_the_coordinator(place: Installation, case: CaseFile, action: Any, **asked: Any) -> None:
    await take_action(
        place,
        case.case_ref,
        partial(action, officer_id="coordinator-1", **asked),
        actor=acting("coordinator-1"),
        now=place.clock(),
        tell=tell_people,
    )
