"""The twin must not let through what the real mailer refuses."""

from __future__ import annotations

import pytest

from models.settings.mail import Relay, TlsPolicy
from models.vocabulary import MessageName
from notifications.addresses import AddressRefused
from notifications.outcomes import MailRefused, MailUnavailable, Problem, RelayMisconfigured, Stage
from notifications.recording import RecordingRelay
from notifications.render import render
from notifications.wording import Language
from tests.notifications.samples import SAMPLES
from tests.notifications.test_mail_message import build

SENDER, OFFICE = "meldeweg@augsburg.example", "praevention@augsburg.example"
RELAY = Relay()


async def test_a_recorded_mail_can_be_read() -> None:
    twin = RecordingRelay()
    done = await twin.deliver(build(), sender=SENDER, recipient=OFFICE, relay=RELAY)
    rendered = render(SAMPLES[MessageName.CASE_ASSIGNED], language=Language.DE)
    [mail] = twin.mails
    assert done.reply_code == 250
    assert (mail.sender, mail.recipient, mail.subject) == (SENDER, OFFICE, rendered.subject)
    assert mail.text.replace("\r\n", "\n") == rendered.text
    assert "<h1>Ihre Stelle hat einen neuen Fall</h1>" in mail.html


async def test_the_twin_refuses_what_the_mailer_refuses() -> None:
    twin = RecordingRelay()
    with pytest.raises(AddressRefused):
        await twin.deliver(build(), sender=SENDER, recipient="a@b.example,c@d.example", relay=RELAY)
    with pytest.raises(MailRefused):
        await twin.deliver(b"bare\n", sender=SENDER, recipient=OFFICE, relay=RELAY)
    beyond = Relay(host="192.0.2.1", tls=TlsPolicy.NONE)
    with pytest.raises(RelayMisconfigured):
        await twin.deliver(build(), sender=SENDER, recipient=OFFICE, relay=beyond)
    assert twin.mails == []


async def test_a_planned_outcome_ends_one_mail() -> None:
    twin = RecordingRelay()
    twin.outcomes.append(MailUnavailable(Stage.RCPT, Problem.REPLY, "450 4.2.1"))
    async with twin.open_relay(RELAY) as connection:
        with pytest.raises(MailUnavailable):
            await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
        await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
    assert len(twin.mails) == 1
