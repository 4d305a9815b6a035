"""A rendered mail as bytes of RFC 5322, the same bytes for the same input."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from notifications.addresses import check_address
from notifications.fields import has_unsafe_character
from notifications.outcomes import MailRefused, Problem, RefusedBecause, Stage
from notifications.render import RenderedMail

# 7 bit throughout: what a relay can do then makes no difference to the bytes that were sealed.
_POLICY = SMTP.clone(cte_type="7bit")
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
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(sender_name, addr_spec=check_address(sender))
    message["To"] = Address(addr_spec=check_address(recipient))
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday notices stay away
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    message.set_boundary("=_" + hashlib.sha256(message_id.encode("ascii")).hexdigest()[:40])
    return _subject_line(rendered.subject) + message.as_bytes()


def _subject_line(subject: str) -> bytes:
    """Folded so that it reads the same when unfolded.

    `EmailMessage` keeps the blank before a fold and adds one after it, so that a long subject arrives as
    "28.  März" or begins with a blank.
    """
    charset = "us-ascii" if subject.isascii() else "utf-8"
    header = Header(subject, charset, header_name="Subject", maxlinelen=76)  # RFC 2047 section 2
    return f"Subject: {header.encode(linesep=_POLICY.linesep)}{_POLICY.linesep}".encode("ascii")


def check_content(raw: bytes) -> None:
    """Only CRLF ends a line: by a bare CR or LF some relays could be made to see a second mail."""
    lines = raw.split(b"\r\n")
    plain = raw.isascii() and b"\x00" not in raw and raw.endswith(b"\r\n")
    if not plain or any(b"\r" in line or b"\n" in line or len(line) > _LONGEST_LINE for line in lines):
        raise _content_refused()


def _content_refused() -> MailRefused:
    """The mail itself is at fault; no relay would ever be offered it."""
    return MailRefused(Stage.CHECK, Problem.CONTENT, because=RefusedBecause.POLICY)
