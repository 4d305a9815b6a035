"""Good paths against aiosmtpd, over real sockets and real TLS."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from models.settings.mail import Relay, TlsPolicy
from notifications.mailer import deliver, open_relay
from notifications.outcomes import (
    MailRefused,
    MailUnavailable,
    Problem,
    RefusedBecause,
    RelayMisconfigured,
    Stage,
)
from tests.notifications.certificates import Certificates, make_certificates
from tests.notifications.relays import QUICK, Mailbox, honest_relay, plain
from tests.notifications.test_mail_message import build

SENDER, OFFICE = "meldeweg@augsburg.example", "praevention@augsburg.example"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


def encrypted(port: int, tls: TlsPolicy, ca_file: Path | None, *, password: str | None = None) -> Relay:
    return Relay(
        host="127.0.0.1",
        port=port,
        tls=tls,
        ca_file=ca_file,
        timeout_s=QUICK,
        username="meldeweg" if password is not None else None,
        password=SecretStr(password) if password is not None else None,
    )


async def test_a_mail_arrives_byte_for_byte() -> None:
    mailbox, raw = Mailbox(), build()
    dotted = raw + b".leading dot\r\n..two\r\n"
    async with honest_relay(mailbox) as port:
        done = await deliver(dotted, sender=SENDER, recipient=OFFICE, relay=plain(port))
    assert (done.reply_code, done.reply_text_safe) == (250, "250 2.0.0")
    [envelope] = mailbox.envelopes
    assert envelope.content == dotted
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [OFFICE])


@pytest.mark.parametrize("tls", [TlsPolicy.STARTTLS, TlsPolicy.IMPLICIT])
async def test_a_mail_arrives_encrypted_and_after_login(certificates: Certificates, tls: TlsPolicy) -> None:
    mailbox = Mailbox()
    async with honest_relay(mailbox, tls=tls, server_tls=certificates.server_tls, login=True) as port:
        relay = encrypted(port, tls, certificates.ca_file, password="geheim")
        await deliver(build(), sender=SENDER, recipient=OFFICE, relay=relay)
    assert mailbox.logged_in == [True]


async def test_the_password_may_lie_in_a_file(certificates: Certificates, tmp_path: Path) -> None:
    mailbox, secret = Mailbox(), tmp_path / "password"
    secret.write_text("geheim\n", encoding="utf-8")
    tls = TlsPolicy.STARTTLS
    async with honest_relay(mailbox, tls=tls, server_tls=certificates.server_tls, login=True) as port:
        relay = encrypted(port, tls, certificates.ca_file, password="").model_copy(
            update={"password_file": secret}
        )
        await deliver(build(), sender=SENDER, recipient=OFFICE, relay=relay)
        secret.unlink()
        with pytest.raises(RelayMisconfigured) as unreadable:
            await deliver(build(), sender=SENDER, recipient=OFFICE, relay=relay)
    assert unreadable.value.problem is Problem.FILE
    assert len(mailbox.envelopes) == 1


async def test_a_wrong_password_is_mended_by_a_person_and_the_mail_kept(certificates: Certificates) -> None:
    mailbox, tls = Mailbox(), TlsPolicy.STARTTLS
    async with honest_relay(mailbox, tls=tls, server_tls=certificates.server_tls, login=True) as port:
        relay = encrypted(port, tls, certificates.ca_file, password="falsch")
        with pytest.raises(RelayMisconfigured) as wrong:
            await deliver(build(), sender=SENDER, recipient=OFFICE, relay=relay)
    assert (wrong.value.stage, wrong.value.reply) == (Stage.LOGIN, "535 5.7.8")
    assert "falsch" not in str(wrong.value)
    assert mailbox.envelopes == []


async def test_login_that_is_not_offered_is_a_misconfiguration() -> None:
    async with honest_relay(Mailbox()) as port:
        relay = plain(port).model_copy(update={"username": "meldeweg", "password": SecretStr("geheim")})
        with pytest.raises(RelayMisconfigured) as missing:
            await deliver(build(), sender=SENDER, recipient=OFFICE, relay=relay)
    assert missing.value.problem is Problem.NO_AUTH


@pytest.mark.parametrize("tls", [TlsPolicy.STARTTLS, TlsPolicy.IMPLICIT])
async def test_a_certificate_nobody_trusts_gets_no_mail(certificates: Certificates, tls: TlsPolicy) -> None:
    mailbox = Mailbox()
    async with honest_relay(mailbox, tls=tls, server_tls=certificates.server_tls) as port:
        with pytest.raises(RelayMisconfigured) as distrusted:
            await deliver(build(), sender=SENDER, recipient=OFFICE, relay=encrypted(port, tls, None))
    assert distrusted.value.problem is Problem.CERTIFICATE
    assert mailbox.envelopes == []


async def test_a_certificate_of_another_host_gets_no_mail(tmp_path: Path) -> None:
    other = make_certificates(tmp_path, address="192.0.2.7")
    mailbox, tls = Mailbox(), TlsPolicy.STARTTLS
    async with honest_relay(mailbox, tls=tls, server_tls=other.server_tls) as port:
        with pytest.raises(RelayMisconfigured) as distrusted:
            await deliver(build(), sender=SENDER, recipient=OFFICE, relay=encrypted(port, tls, other.ca_file))
    assert distrusted.value.problem is Problem.CERTIFICATE
    assert mailbox.envelopes == []


async def test_starttls_that_is_not_offered_gets_no_mail(certificates: Certificates) -> None:
    mailbox = Mailbox()
    async with honest_relay(mailbox) as port:
        relay = encrypted(port, TlsPolicy.STARTTLS, certificates.ca_file)
        with pytest.raises(RelayMisconfigured) as stripped:
            await deliver(build(), sender=SENDER, recipient=OFFICE, relay=relay)
    assert stripped.value.problem is Problem.NO_STARTTLS
    assert mailbox.envelopes == []


async def test_implicit_tls_to_a_plain_port_gets_no_mail(certificates: Certificates) -> None:
    mailbox = Mailbox()
    async with honest_relay(mailbox) as port:
        relay = encrypted(port, TlsPolicy.IMPLICIT, certificates.ca_file)
        with pytest.raises(MailUnavailable):
            await deliver(build(), sender=SENDER, recipient=OFFICE, relay=relay)
    assert mailbox.envelopes == []


@pytest.mark.parametrize("host", ["192.0.2.1", "relay.example", "127.0.0.1.example", "2001:db8::1"])
async def test_unencrypted_mail_never_leaves_this_machine(host: str) -> None:
    relay = Relay(host=host, port=25, tls=TlsPolicy.NONE, timeout_s=0.01)
    with pytest.raises(RelayMisconfigured) as refused:
        await deliver(build(), sender=SENDER, recipient=OFFICE, relay=relay)
    assert refused.value.problem is Problem.PLAINTEXT


async def test_one_connection_carries_a_batch_and_survives_refused_recipients() -> None:
    gone, sour = "weg@augsburg.example", "sauer@augsburg.example"
    mailbox = Mailbox(refusals={gone: "550 5.1.1 <weg@augsburg.example> unknown", sour: "550 5.7.1 no"})
    async with honest_relay(mailbox) as port, open_relay(plain(port)) as connection:
        await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
        with pytest.raises(MailRefused) as unknown:
            await connection.deliver(build(), sender=SENDER, recipient=gone)
        with pytest.raises(MailRefused) as policy:
            await connection.deliver(build(), sender=SENDER, recipient=sour)
        assert connection.is_alive
        await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
    assert (unknown.value.because, unknown.value.reply) == (RefusedBecause.ADDRESS, "550 5.1.1")
    assert (policy.value.because, policy.value.reply) == (RefusedBecause.POLICY, "550 5.7.1")
    assert "weg@" not in str(unknown.value)
    assert len(mailbox.envelopes) == 2
    assert len(mailbox.sessions) == 1


async def test_nothing_listening_is_tried_again() -> None:
    async with honest_relay(Mailbox()) as port:
        pass
    with pytest.raises(MailUnavailable) as nobody:
        await deliver(build(), sender=SENDER, recipient=OFFICE, relay=plain(port))
    assert nobody.value.is_about_relay
