"""A rendered mail as bytes of RFC 5322, the same bytes for the same input."""

from __future__ import annotations

import hashlib
import re
from binascii import b2a_qp
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from uuid import UUID

from notifications.addresses import check_address
from notifications.fields import has_unsafe_character
from notifications.outcomes import MailRefused, Problem, RefusedBecause, Stage
from notifications.render import RenderedMail

_CRLF = b"\r\n"
_LONGEST_LINE = 998  # octets without CRLF, RFC 5322 section 2.1.1
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,200}>")


def message_id_for(notice_id: UUID, *, domain: str) -> str:
    """Derived from the outbox row, so a mail that was sent twice is recognised as one."""
    return f"<{notice_id}@{domain}>"


def build_message(
    rendered: RenderedMail,
    *,
    sender: str,
    recipient: str,
    message_id: str,
    now: datetime,
    sender_name: str = "",
) -> bytes:
    """`MailRefused` when an address or a header holds what could forge one; `now` becomes the Date."""
    if now.utcoffset() is None:
        raise ValueError("the date of a mail needs an offset")
    if not _MESSAGE_ID.fullmatch(message_id) or "\x00" in rendered.text + rendered.html:
        raise _content_refused()
    if any(has_unsafe_character(words) for words in (rendered.subject, sender_name)):
        raise _content_refused()
    boundary = "=_" + hashlib.sha256(message_id.encode("ascii")).hexdigest()[:40]
    headers = [
        _subject_line(rendered.subject),
        _address_line("From", sender_name, check_address(sender)),
        _address_line("To", "", check_address(recipient)),
        f"Date: {format_datetime(now.astimezone(UTC))}",
        f"Message-ID: {message_id}",
        "Auto-Submitted: auto-generated",  # RFC 3834: holiday notices stay away
        "X-Auto-Response-Suppress: All",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"',
    ]
    parts = [_part(rendered.text, "plain"), _part(rendered.html, "html")]
    return _CRLF.join(
        [
            *(header.encode("ascii") for header in headers),
            b"",
            *(line for part in parts for line in (f"--{boundary}".encode("ascii"), part)),
            f"--{boundary}--".encode("ascii"),
            b"",
        ]
    )


def _part(content: str, subtype: str) -> bytes:
    """7 bit: what a relay can do then makes no difference to the bytes that were sealed (RFC 2045, 6.7)."""
    encoded = b2a_qp(_CRLF.join(content.encode().splitlines()) + _CRLF, istext=True)
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    return head.encode("ascii") + _CRLF + encoded


@lru_cache(maxsize=256)
def _address_line(header: str, name: str, address: str) -> str:
    folded: str = SMTP.fold(header, SMTP.header_factory(header, Address(name, addr_spec=address)))
    return folded.removesuffix(SMTP.linesep)


def _subject_line(subject: str) -> str:
    """Folded so that it reads the same when unfolded.

    `EmailMessage` keeps the blank before a fold and adds one after it, so that a long subject arrives as
    "28.  März" or begins with a blank.
    """
    charset = "us-ascii" if subject.isascii() else "utf-8"
    header = Header(subject, charset, header_name="Subject", maxlinelen=76)  # RFC 2047 section 2
    return f"Subject: {header.encode(linesep=SMTP.linesep)}"


def check_content(raw: bytes) -> None:
    """Only CRLF ends a line: by a bare CR or LF some relays could be made to see a second mail."""
    lines = raw.split(b"\r\n")
    plain = raw.isascii() and b"\x00" not in raw and raw.endswith(b"\r\n")
    if not plain or any(b"\r" in line or b"\n" in line or len(line) > _LONGEST_LINE for line in lines):
        raise _content_refused()


def _content_refused() -> MailRefused:
    """The mail itself is at fault; no relay would ever be offered it."""
    return MailRefused(Stage.CHECK, Problem.CONTENT, because=RefusedBecause.POLICY)
