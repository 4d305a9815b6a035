"""Mails on deadlines: one digest after an outage, no waiting for the most urgent, a pace that is kept."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from models.installation import Installation
from models.store.audit_log import list_entries_of_case
from models.tables import CaseFile, Notice
from models.vocabulary import DangerQuestion, NoticeState, Severity
from notifications.outcomes import MailUnavailable, Problem, Stage
from notifications.recording import RecordedMail, RecordingRelay
from tests.conftest import Clock
from tests.people import exclude, take
from tests.reports import report
from tests.routing import send_all, submit_and_route, tick

pytestmark = pytest.mark.database

COORDINATION = "koordination@augsburg.example"
PREVENTION = "praevention@augsburg.example"
HEAD = "praevention.leitung@augsburg.example"
NO = dict.fromkeys((question.value for question in DangerQuestion), "no")


def plain(**changes: Any) -> Any:
    """High, for the office `prevention`; no partner is told and nothing legal runs."""
    return report(**({"consent": [], "incident_kinds": ["doxxing"], "offender_known_on": None} | changes))


async def route_many(
    place: Installation, relay: RecordingRelay, number: int, **changes: Any
) -> list[CaseFile]:
    """Cases whose first mails have left."""
    cases = [await submit_and_route(place, plain(**changes)) for _ in range(number)]
    await send_all(place, relay)
    return cases


def to(mails: list[RecordedMail]) -> Counter[str]:
    return Counter(mail.recipient for mail in mails)


async def notices(place: Installation, *states: NoticeState) -> list[Notice]:
    async with place.transaction() as session:
        query = select(Notice).where(col(Notice.act_id).is_not(None), col(Notice.state).in_(states))
        return list((await session.exec(query)).all())


async def test_after_an_outage_everybody_gets_one_mail(installation: Installation, clock: Clock) -> None:
    relay = RecordingRelay()
    cases = await route_many(installation, relay, 12)
    clock.forward(hours=30)
    await tick(installation)
    mails = await send_all(installation, relay)
    assert set(to(mails).values()) == {1}
    (told,) = [mail for mail in mails if mail.recipient == COORDINATION]
    for case in cases:
        assert case.case_ref in told.text
    assert await notices(installation, NoticeState.QUEUED, NoticeState.CLAIMED, NoticeState.RETRY) == []


async def test_every_notice_of_a_digest_is_sent_and_logged_for_its_own_case(
    installation: Installation, clock: Clock
) -> None:
    relay = RecordingRelay()
    cases = await route_many(installation, relay, 3)
    clock.forward(hours=30)
    await tick(installation)
    await send_all(installation, relay)
    rows = await notices(installation, NoticeState.SENT)
    leads = {row.notice_id for row in rows if row.carried_by is None}
    carried = [row for row in rows if row.carried_by is not None]
    assert carried
    assert {row.carried_by for row in carried} <= leads
    async with installation.transaction() as session:
        for case in cases:
            entries = await list_entries_of_case(session, case.case_id)
            sent = [entry for entry in entries if entry.event == "notice_sent"]
            own = [row for row in rows if row.case_id == case.case_id]
            assert len(sent) == len(own) + 1  # and the assignment


async def test_what_comes_within_five_minutes_waits_for_the_next_digest(
    installation: Installation, clock: Clock
) -> None:
    """Half of eight office hours: 15:00, 15:02 and 15:04 in Augsburg."""
    relay = RecordingRelay()
    cases = []
    for _ in range(3):
        cases += await route_many(installation, relay, 1, danger=NO, narrative="Meine Adresse steht im Netz.")
        clock.forward(minutes=2)
    assert {case.severity for case in cases} == {Severity.MEDIUM}
    told = {}
    for minute in range(10):
        clock.now = datetime(2026, 11, 23, 14, minute, tzinfo=UTC)
        await tick(installation)
        for mail in await send_all(installation, relay):
            assert mail.recipient == PREVENTION
            told[minute] = [case.case_ref in mail.text for case in cases]
    assert told == {0: [True, False, False], 5: [False, True, True]}


async def test_a_high_case_in_time_waits_for_no_digest(installation: Installation, clock: Clock) -> None:
    relay = RecordingRelay()
    for _ in range(3):
        (case,) = await route_many(installation, relay, 1)
        assert case.severity is Severity.HIGH
        clock.forward(minutes=1)
    clock.now = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # 50 % of four hours
    for _ in range(3):
        await tick(installation)
        assert to(await send_all(installation, relay)) == {PREVENTION: 1}
        clock.forward(minutes=1)


async def test_a_statutory_deadline_is_told_in_a_mail_of_its_own(
    installation: Installation, clock: Clock
) -> None:
    relay = RecordingRelay()
    for _ in range(3):
        await submit_and_route(installation, report(consent=[]))
    await send_all(installation, relay)
    clock.forward(days=91)
    await tick(installation)
    mails = await send_all(installation, relay)
    own = [mail for mail in mails if mail.recipient == COORDINATION and "Strafantrag (" in mail.text]
    assert len(own) == 3
    assert all(mail.text.count("Strafantrag (") == 1 for mail in own)


async def test_what_is_settled_before_its_mail_left_is_not_told(
    installation: Installation, clock: Clock
) -> None:
    relay = RecordingRelay()
    (case,) = await route_many(installation, relay, 1)
    clock.forward(hours=2)
    await tick(installation)
    await take(installation, case)
    assert await send_all(installation, relay) == []
    (row,) = await notices(installation, NoticeState.CANCELLED)
    assert row.failure_code == "deadline_ended"


async def test_a_digest_leaves_out_cases_its_reader_must_not_see(
    installation: Installation, clock: Clock
) -> None:
    relay = RecordingRelay()
    mine, closed = await route_many(installation, relay, 2)
    clock.forward(hours=5)
    await tick(installation)
    await exclude(installation, closed, "prevention-head", marked_by="prevention-officer-1")
    mails = await send_all(installation, relay)
    (read,) = [mail.text for mail in mails if mail.recipient == HEAD]
    assert mine.case_ref in read
    assert closed.case_ref not in read


async def test_a_digest_that_failed_goes_out_whole_later(installation: Installation, clock: Clock) -> None:
    relay = RecordingRelay()
    cases = await route_many(installation, relay, 2)
    clock.forward(hours=30)
    await tick(installation)
    relay.outcomes.append(MailUnavailable(Stage.CONNECT, Problem.LOST))
    assert await send_all(installation, relay) == []
    clock.forward(seconds=15)
    mails = await send_all(installation, relay)
    assert set(to(mails).values()) == {1}
    (told,) = [mail for mail in mails if mail.recipient == COORDINATION]
    assert all(case.case_ref in told.text for case in cases)


async def test_a_flood_keeps_the_pace_of_the_relay_and_critical_cases_do_not_wait(
    installation: Installation, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MELDEWEG_MAIL_RELAY_BURST", "4")
    monkeypatch.setenv("MELDEWEG_MAIL_RELAY_PER_MINUTE", "6")
    for _ in range(8):
        await submit_and_route(installation, plain())
    relay = RecordingRelay()
    assert len(await send_all(installation, relay)) == 4
    urgent = await submit_and_route(installation, plain(danger={"danger_now": "yes"}))
    mails = await send_all(installation, relay)
    assert all(urgent.case_ref in mail.text for mail in mails)
    assert mails
    left = 4
    for _ in range(12):
        clock.forward(seconds=10)
        sent = len(await send_all(installation, relay))
        assert sent <= 1
        left -= sent
    assert left == 0
