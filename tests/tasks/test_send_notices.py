"""Delivery: each end of an attempt leads to its state, and nobody is told twice or forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import psycopg
import pytest
from sqlmodel import col, select, update
from structlog.testing import capture_logs

from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from models.settings import Relay
from models.store.notices import list_notices_of_case
from models.tables import Notice, NoticeAttempt, Office
from models.vocabulary import NoticeState
from notifications.outcomes import (
    Delivered,
    MailRefused,
    MailUnavailable,
    MailUncertain,
    Problem,
    RefusedBecause,
    Stage,
)
from notifications.recording import RecordingConnection, RecordingRelay
from tasks.delivery import keep_claims
from tasks.delivery.send_notices import Connection, OpenRelay, send_notices
from tests.conftest import Clock
from tests.journeys.waiting import until
from tests.notifications.relays import Mailbox, honest_relay
from tests.reports import report
from tests.routing import notices_of, send_all, submit_and_route

pytestmark = pytest.mark.database

CUT_ALL = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


async def test_office_and_partners_read_reference_and_what_is_expected(installation: Installation) -> None:
    case = await submit_and_route(installation)
    mails = {mail.recipient: mail for mail in await send_all(installation, RecordingRelay())}
    assert (
        set(mails)
        == {
            "praevention@augsburg.example",
            "beratung@partner.example",
            "polizei@partner.example",
        }
        or len(mails) == 3
    )
    office = mails["praevention@augsburg.example"]
    assert case.case_ref in office.subject
    assert case.case_ref in office.text
    assert "Übernahme" in office.text
    assert f"/case/{case.case_ref}" in office.html
    assert all("Parkplatz" not in mail.text + mail.html + mail.subject for mail in mails.values())


async def test_two_deliveries_at_once_send_each_mail_once(installation: Installation) -> None:
    for _ in range(5):
        await submit_and_route(installation)
    relay = RecordingRelay()
    await asyncio.gather(
        *(send_notices(installation, holder=f"d{number}", via=relay.open_relay) for number in range(4))
    )
    await send_all(installation, relay)
    ids = [str(mail.message["Message-ID"]) for mail in relay.mails]
    assert len(ids) == len(set(ids)) == 15


async def test_what_a_killed_delivery_had_taken_leaves_with_another_after_a_minute(
    installation: Installation, clock: Clock
) -> None:
    await submit_and_route(installation)

    class Killed(BaseException):
        """Nothing runs after it, as after SIGKILL."""

    class Dies(RecordingConnection):
        async def deliver(self, raw: bytes, *, sender: str, recipient: str) -> Delivered:
            raise Killed

    relay = RecordingRelay()

    with pytest.raises(Killed):
        await send_notices(installation, holder="killed", via=through(Dies(relay)))
    assert await send_all(installation, relay) == []
    clock.forward(seconds=61)
    assert len(await send_all(installation, relay)) == 3


async def test_mails_that_take_minutes_stay_with_the_delivery_that_lives(
    installation: Installation, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_claims, "RENEWED_EVERY_S", 0.01)
    for _ in range(2):
        await submit_and_route(installation)
    relay = RecordingRelay()

    class Slow(RecordingConnection):
        async def deliver(self, raw: bytes, *, sender: str, recipient: str) -> Delivered:
            for _ in range(3):
                clock.forward(seconds=25)
                await until(lambda: _is_claimed_until(installation, clock.now + keep_claims.CLAIMED_FOR))
                assert await send_notices(installation, holder="other", via=relay.open_relay) == 0
            return await super().deliver(raw, sender=sender, recipient=recipient)

    assert await send_notices(installation, holder="slow", via=through(Slow(relay))) == 6
    ids = [str(mail.message["Message-ID"]) for mail in relay.mails]
    assert len(ids) == len(set(ids)) == 6


async def test_nothing_is_begun_under_a_claim_that_could_not_be_renewed(
    installation: Installation, clock: Clock
) -> None:
    await submit_and_route(installation)
    relay = RecordingRelay()

    class Hangs(RecordingConnection):
        async def deliver(self, raw: bytes, *, sender: str, recipient: str) -> Delivered:
            clock.forward(seconds=31)
            return await super().deliver(raw, sender=sender, recipient=recipient)

    await send_notices(installation, holder="hung", via=through(Hangs(relay)))
    assert len(relay.mails) == 1
    clock.forward(seconds=60)
    assert len(await send_all(installation, relay)) == 2


def through(connection: Connection) -> OpenRelay:
    """Mails leave by this connection."""

    @asynccontextmanager
    async def open_relay(_relay: Relay) -> AsyncIterator[Connection]:
        yield connection

    return open_relay


async def _is_claimed_until(place: Installation, moment: datetime) -> bool:
    async with place.transaction() as session:
        found = await session.exec(
            select(Notice.available_at).where(col(Notice.state) == NoticeState.CLAIMED)
        )
        return set(found.all()) == {moment}


async def test_a_mail_taken_while_the_database_goes_away_is_written_down_and_not_sent_again(
    installation: Installation, clock: Clock, postgres: RunningPostgres, database_name: str
) -> None:
    await submit_and_route(installation, report(consent=[]))
    relay = RecordingRelay()

    with psycopg.connect(postgres.superuser_url, autocommit=True) as superuser, capture_logs() as logged:

        class Away(RecordingConnection):
            async def deliver(self, raw: bytes, *, sender: str, recipient: str) -> Delivered:
                superuser.execute(f"ALTER DATABASE {database_name} ALLOW_CONNECTIONS false")
                superuser.execute(CUT_ALL, [database_name])
                return await super().deliver(raw, sender=sender, recipient=recipient)

        sending = asyncio.create_task(send_notices(installation, holder="a", via=through(Away(relay))))
        await until(lambda: any(line["event"] == "store away after sending" for line in logged))
        superuser.execute(f"ALTER DATABASE {database_name} ALLOW_CONNECTIONS true")
        assert await sending == 1
    clock.forward(hours=1)
    assert await send_all(installation, relay) == []
    assert len(relay.mails) == 1


async def test_a_relay_that_is_away_is_tried_again_later_with_the_same_bytes(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(consent=[]))
    relay = RecordingRelay()
    relay.outcomes.append(MailUnavailable(Stage.CONNECT, Problem.LOST))
    assert await send_all(installation, relay) == []
    async with installation.transaction() as session:
        (notice,) = await list_notices_of_case(session, case.case_id)
    assert (notice.state, notice.attempts) == (NoticeState.RETRY, 1)
    assert notice.sealed_mail is not None
    clock.forward(seconds=15)
    (mail,) = await send_all(installation, relay)
    assert str(mail.message["Date"]).startswith("Mon, 23 Nov 2026 09:00:00")
    async with installation.transaction() as session:
        attempts = (await session.exec(select(NoticeAttempt).order_by(col(NoticeAttempt.attempt_no)))).all()
    assert [attempt.outcome.value for attempt in attempts] == ["retry", "sent"]


async def test_a_refused_mail_alarms_the_coordination_at_once(installation: Installation) -> None:
    case = await submit_and_route(installation, report(consent=[]))
    relay = RecordingRelay()
    relay.outcomes.append(MailRefused(Stage.RCPT, Problem.REPLY, "550 5.1.1", because=RefusedBecause.ADDRESS))
    (alarm,) = await send_all(installation, relay)
    assert alarm.recipient == "koordination@augsburg.example"
    assert await notices_of(installation, case) == [
        ("alarm_undelivered", "coordination"),
        ("case_assigned", "prevention"),
    ]


async def test_an_uncertain_end_is_never_silently_repeated(installation: Installation, clock: Clock) -> None:
    case = await submit_and_route(installation, report(consent=[]))
    relay = RecordingRelay()
    relay.outcomes.append(MailUncertain(Stage.CONTENT, Problem.LOST))
    (alarm,) = await send_all(installation, relay)
    clock.forward(hours=2)
    assert await send_all(installation, relay) == []
    async with installation.transaction() as session:
        states = {row.message.value: row.state for row in await list_notices_of_case(session, case.case_id)}
    assert states["case_assigned"] is NoticeState.UNCERTAIN
    assert case.case_ref in alarm.text


async def test_after_a_day_of_failures_a_person_is_told(installation: Installation, clock: Clock) -> None:
    case = await submit_and_route(installation, report(consent=[]))
    relay = RecordingRelay()
    for _ in range(60):
        relay.outcomes.append(MailUnavailable(Stage.CONNECT, Problem.LOST))
        await send_all(installation, relay)
        clock.forward(minutes=30)
    assert ("alarm_undelivered", "coordination") in await notices_of(installation, case)


async def test_an_office_without_mailbox_is_work_for_a_person(installation: Installation) -> None:
    await submit_and_route(installation, report(consent=[]))
    async with installation.transaction() as session:
        await session.exec(update(Office).where(col(Office.office_id) == "prevention").values(active=False))
    (alarm,) = await send_all(installation, RecordingRelay())
    assert alarm.recipient == "koordination@augsburg.example"


async def test_one_notice_that_cannot_be_made_stops_no_other(installation: Installation) -> None:
    broken = await submit_and_route(installation, report(consent=[]))
    await submit_and_route(installation, report(consent=[]))
    async with installation.transaction() as session:
        await session.exec(
            update(Notice).where(col(Notice.case_id) == broken.case_id).values(context={"nonsense": 1})
        )
    mails = await send_all(installation, RecordingRelay())
    assert [mail.recipient for mail in mails] == ["praevention@augsburg.example"]


async def test_rendered_mail_is_kept_sealed(installation: Installation) -> None:
    case = await submit_and_route(installation, report(consent=[]))
    await send_all(installation, RecordingRelay())
    async with installation.transaction() as session:
        (notice,) = await list_notices_of_case(session, case.case_id)
    assert notice.sealed_mail is not None
    assert b"praevention@" not in notice.sealed_mail


async def test_mails_leave_over_real_smtp(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submit_and_route(installation)
    mailbox = Mailbox()
    async with honest_relay(mailbox) as port:
        monkeypatch.setenv("MELDEWEG_MAIL_RELAY__HOST", "127.0.0.1")
        monkeypatch.setenv("MELDEWEG_MAIL_RELAY__PORT", str(port))
        monkeypatch.setenv("MELDEWEG_MAIL_RELAY__TLS", "none")
        while await send_notices(installation, holder="real"):
            pass
    recipients = [envelope.rcpt_tos for envelope in mailbox.envelopes]
    assert ["praevention@augsburg.example"] in recipients
    assert len(recipients) == 3
