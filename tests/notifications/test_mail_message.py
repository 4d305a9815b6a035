from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import pytest

from models.vocabulary import MessageName
from notifications.addresses import AddressRefused, check_address
from notifications.mail_message import build_message, check_content, message_id_for
from notifications.outcomes import MailRefused, Problem
from notifications.render import RenderedMail, render
from notifications.wording import Language
from tests.notifications.samples import SAMPLES

NOW = datetime(2026, 11, 23, 8, 0, 5, tzinfo=UTC)
NOTICE = UUID("018f3d5e-0000-7000-8000-0000000000aa")
RENDERED = render(SAMPLES[MessageName.CASE_ASSIGNED], language=Language.DE)


def build(rendered: RenderedMail = RENDERED, **changed: str) -> bytes:
    values = {
        "sender": "meldeweg@augsburg.example",
        "recipient": "praevention@augsburg.example",
        "message_id": message_id_for(NOTICE, domain="meldeweg.example"),
    }
    return build_message(rendered, now=NOW, **(values | changed))


def parse(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_a_mail_says_who_when_and_that_it_is_automatic() -> None:
    message = parse(build(sender_name="Meldeweg, Stadt Augsburg – Prüfung"))
    assert message["To"] == "praevention@augsburg.example"
    assert str(message["From"]) == '"Meldeweg, Stadt Augsburg – Prüfung" <meldeweg@augsburg.example>'
    assert message["Subject"] == RENDERED.subject
    assert message["Date"] == "Mon, 23 Nov 2026 08:00:05 +0000"
    assert message["Message-ID"] == f"<{NOTICE}@meldeweg.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert [len(message.get_all(name, [])) for name in ("From", "To", "Subject", "Date", "Message-ID")] == [
        1
    ] * 5


def test_a_mail_has_the_text_first_and_the_html_second() -> None:
    message = parse(build())
    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    text, html = [part.get_content() for part in message.iter_parts() if isinstance(part, EmailMessage)]
    assert text.replace("\r\n", "\n") == RENDERED.text
    assert html.replace("\r\n", "\n").strip() == RENDERED.html.strip()
    assert "Büro für Kommunale Prävention" in text


def test_the_same_row_gives_the_same_bytes() -> None:
    assert build() == build()
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    assert build_message(
        RENDERED,
        sender="a@b.example",
        recipient="c@d.example",
        message_id="<x@y.example>",
        now=elsewhere,
    ).count(b"Mon, 23 Nov 2026 08:00:05 +0000")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", MessageName)
def test_every_message_becomes_bytes_any_relay_takes(name: MessageName, language: Language) -> None:
    raw = build(render(SAMPLES[name], language=language))
    check_content(raw)
    assert parse(raw)["Subject"] == render(SAMPLES[name], language=language).subject


@pytest.mark.parametrize(
    "subject",
    [
        "Frist erreicht: Fall MW-7K3M-92QX, Erster Kontakt (Dringlichkeit: mittel)",
        "Erinnerung: Fall MW-7K3M-92QX, Erster Kontakt bis Sonntag, 28. März 2027, 04:30 Uhr",
        "Erinnerung: Fall MW-7K3M-92QX, Übernahme bis Mittwoch, 30. September 2026, 12:30 Uhr und 12 weitere",
    ],
)
def test_a_folded_subject_arrives_without_a_blank_more_or_less(subject: str) -> None:
    raw = build(dataclasses.replace(RENDERED, subject=subject))
    assert parse(raw)["Subject"] == subject
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_a_long_message_id_stays_one_word() -> None:
    message_id = message_id_for(NOTICE, domain="nachrichten.meldestelle.verwaltung.augsburg.example")
    assert f"Message-ID: {message_id}\r\n".encode() in build(message_id=message_id)


@pytest.mark.parametrize(
    "sneaky", ["a\r\nBcc: x@y.example", "a\nb", "a\x00b", "a\u202eb", "a\u2066b", "a\x1bb"]
)
def test_headers_that_could_forge_are_refused(sneaky: str) -> None:
    with pytest.raises(MailRefused):
        build(dataclasses.replace(RENDERED, subject=sneaky))
    with pytest.raises(MailRefused):
        build(sender_name=sneaky)
    with pytest.raises(MailRefused):
        build(message_id=f"<{sneaky}@y.example>")
    for place in ("sender", "recipient"):
        with pytest.raises(AddressRefused) as refused:
            build(RENDERED, **{place: f"{sneaky}@y.example"})
        assert "y.example" not in str(refused.value)


def test_a_date_without_offset_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="offset"):
        build_message(
            RENDERED,
            sender="a@b.example",
            recipient="a@b.example",
            message_id="<x@y>",
            now=NOW.replace(tzinfo=None),
        )


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("ads@augsburg.example", "ads@augsburg.example"),
        ("o'brien+x@Augsburg.EXAMPLE", "o'brien+x@augsburg.example"),
        ("post@münchen.example", "post@xn--mnchen-3ya.example"),
        ("post@straße.example", "post@xn--strae-oqa.example"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_is_sent_with_its_domain_in_ascii(given: str, sent: str) -> None:
    assert check_address(given) == sent


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "@", "a@", "@b.example", "a", "a@b@c.example", "a@b.example,c@d.example", "a;b@c.example"),
        *(
            "a b@c.example",
            "<a@b.example>",
            "A <a@b.example>",
            '"a"@b.example',
            "a@[127.0.0.1]",
            "a..b@c.example",
        ),
        *(
            ".a@b.example",
            "a@b..example",
            "a@-b.example",
            "a@b_c.example",
            "a@b.example.",
            "a@b.example\u200b",
        ),
        *("a@b\u200bc.example", "x" * 65 + "@b.example", "a@" + "b" * 64 + ".example", "a@" + "b.c" * 90),
        *(
            "a(c)@b.example",
            "a:b@c.example",
            "a@b.example>",
            "a\\b@c.example",
            "a@ex ample",
            "a@1\u20442.example",
        ),
    ],
)
def test_what_is_not_exactly_one_address_is_refused(wrong: str) -> None:
    with pytest.raises(AddressRefused):
        check_address(wrong)


def test_an_address_that_needs_smtputf8_is_refused_by_name() -> None:
    with pytest.raises(AddressRefused) as refused:
        check_address("büro@augsburg.example")
    assert refused.value.problem is Problem.SMTPUTF8


@pytest.mark.parametrize(
    "smuggled", [b"a\n.\nb\r\n", b"a\r.\r\r\n", b"a", b"\x00\r\n", b"\xff\r\n", b"x" * 999 + b"\r\n"]
)
def test_content_that_relays_could_read_differently_is_refused(smuggled: bytes) -> None:
    with pytest.raises(MailRefused):
        check_content(smuggled)
