"""Twin of the mailer for simulations and tests: the same checks and interface, mails kept in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from models.settings.mail import Relay
from notifications.addresses import check_address
from notifications.mail_message import check_content
from notifications.outcomes import Delivered, MailOutcome
from notifications.relay_access import check_plaintext_allowed


@dataclass(frozen=True, slots=True)
class RecordedMail:
    sender: str
    recipient: str
    raw: bytes = field(repr=False)

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101 - what policy.default makes
        return message

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part is not None else ""


class RecordingRelay:
    """`mails` in the order sent; each of `outcomes` ends one coming mail instead, which is then not kept."""

    def __init__(self) -> None:
        self.mails: list[RecordedMail] = []
        self.outcomes: deque[MailOutcome] = deque()

    @asynccontextmanager
    async def open_relay(self, relay: Relay) -> AsyncIterator[RecordingConnection]:
        check_plaintext_allowed(relay)
        yield RecordingConnection(self)

    async def deliver(self, raw: bytes, *, sender: str, recipient: str, relay: Relay) -> Delivered:
        async with self.open_relay(relay) as connection:
            return await connection.deliver(raw, sender=sender, recipient=recipient)


class RecordingConnection:
    is_alive = True

    def __init__(self, records: RecordingRelay) -> None:
        self._records = records

    async def deliver(self, raw: bytes, *, sender: str, recipient: str) -> Delivered:
        check_content(raw)
        mail = RecordedMail(sender=check_address(sender), recipient=check_address(recipient), raw=raw)
        if self._records.outcomes:
            raise self._records.outcomes.popleft()
        self._records.mails.append(mail)
        return Delivered(250, "250 2.0.0")
