"""A mail sent over SMTP is there to be read, and can do nothing to its reader."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest
import pytest_asyncio

from deployments.local.mail_catcher.mailbox import Mailbox
from deployments.local.mail_catcher.receiver import open_receiver
from deployments.local.mail_catcher.web import create_web

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mails", kept=3)


@pytest_asyncio.fixture
async def smtp_port(mailbox: Mailbox) -> AsyncIterator[int]:
    receiver = await open_receiver(mailbox, "127.0.0.1", 0)
    yield receiver.sockets[0].getsockname()[1]
    receiver.close()


@pytest_asyncio.fixture
async def web(mailbox: Mailbox) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_web(mailbox))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8026") as client:
        yield client


def _message() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "meldeweg@augsburg.example"
    message["To"] = "Büro <buero@augsburg.example>"
    message["Subject"] = "Fall M-7F3K: hohe Dringlichkeit"
    message.set_content("Bitte bestätigen Sie bis Dienstag, 9 Uhr. Grüße")
    message.add_alternative("<p>Bitte <b>bestätigen</b></p><script>alert(1)</script>", subtype="html")
    return message


async def _send(port: int, message: EmailMessage, recipient: str) -> None:
    await aiosmtplib.send(
        message, recipients=[recipient], hostname="127.0.0.1", port=port, start_tls=False, use_tls=False
    )


async def test_sent_mail_is_listed_and_shown(
    smtp_port: int, web: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await _send(smtp_port, _message(), "vertretung@augsburg.example")
    (caught,) = mailbox.read_newest(10)
    listing = await web.get("/")
    assert "Fall M-7F3K: hohe Dringlichkeit" in listing.text
    assert "vertretung@augsburg.example" in listing.text
    shown = await web.get(f"/mails/{caught.name}")
    assert "Bitte bestätigen Sie bis Dienstag, 9 Uhr. Grüße" in shown.text
    assert f'<iframe sandbox title="HTML" src="/mails/{caught.name}/html">' in shown.text
    assert "alert(1)" not in shown.text
    framed = await web.get(f"/mails/{caught.name}/html")
    assert "<b>bestätigen</b>" in framed.text
    assert framed.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


async def test_markup_in_a_subject_stays_text(smtp_port: int, web: httpx.AsyncClient) -> None:
    message = _message()
    message.replace_header("Subject", "<img src=x onerror=alert(1)>")
    await _send(smtp_port, message, "a@augsburg.example")
    listing = await web.get("/")
    assert "&lt;img src=x" in listing.text
    assert "<img" not in listing.text


@pytest.mark.parametrize(("asked", "words"), [("/?lang=en", "No message yet"), ("/", "Noch keine Nachricht")])
async def test_pages_speak_both_languages(web: httpx.AsyncClient, asked: str, words: str) -> None:
    assert words in (await web.get(asked)).text


@pytest.mark.parametrize("name", ["20260302T090000000000-00000000", "..%2f..%2fsecrets%2fmaster", "x"])
async def test_unknown_mail_is_a_plain_404(web: httpx.AsyncClient, name: str) -> None:
    assert (await web.get(f"/mails/{name}")).status_code == 404
    assert (await web.get(f"/mails/{name}/html")).status_code == 404


async def test_another_host_name_is_refused(web: httpx.AsyncClient) -> None:
    """A page elsewhere could otherwise read the mails by pointing its own name to 127.0.0.1."""
    assert (await web.get("/", headers={"host": "evil.example"})).status_code == 400


def test_only_the_newest_mails_are_kept(mailbox: Mailbox) -> None:
    for minute in range(5):
        mailbox.keep(
            f"Subject: {minute}\r\n\r\n.".encode(),
            "a@x.example",
            ["b@x.example"],
            now=NOW + timedelta(minutes=minute),
        )
    assert [mail.header("Subject") for mail in mailbox.read_newest(10)] == ["4", "3", "2"]
    assert {path.stat().st_mode & 0o777 for path in mailbox.directory.iterdir()} == {0o600}


async def test_full_disk_is_told_as_temporary(smtp_port: int, mailbox: Mailbox) -> None:
    for path in mailbox.directory.iterdir():
        path.unlink()
    mailbox.directory.rmdir()
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await _send(smtp_port, _message(), "a@augsburg.example")
    assert refused.value.code == 452
