"""One installation through moved time, with every mail that really left over SMTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import groupby
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlmodel import col, func, select

from api.app import create_app
from flows.route_case import route_case_plainly
from models.installation import Installation
from models.tables import Absence, CaseFile, Deadline, Officer
from models.vocabulary import DeadlineState
from tasks.delivery.send_notices import send_notices
from tests.conftest import Clock
from tests.journeys.waiting import is_put_back, is_settled, until
from tests.notifications.relays import Mailbox, honest_relay
from tests.reports import THREAT
from tests.routing import reload, tick

ZONE = ZoneInfo("Europe/Berlin")
REFERENCE = re.compile(r"MW-[0-9A-Z]{4}-[0-9A-Z]{4}")
_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def local(text: str) -> datetime:
    """2026-11-27 16:30 as a person in Augsburg reads it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def by_moment(lines: Iterable[str]) -> list[str]:
    """A diary's lines, those of one moment in a fixed order: none of them leaves before the others."""
    length = len("Mo 23.11. 10:00")
    return [line for _, same in groupby(lines, lambda line: line[:length]) for line in sorted(same)]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as the relay took it, and when."""

    at: datetime
    to: str
    raw: bytes = field(repr=False)

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        part = self.message.get_body(preferencelist=("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def when(self) -> str:
        at = self.at.astimezone(ZONE)
        return f"{_DAYS[at.weekday()]} {at:%d.%m. %H:%M}"


@dataclass
class Story:
    place: Installation
    clock: Clock
    client: httpx.AsyncClient
    mailbox: Mailbox
    letters: list[Letter] = field(default_factory=list)

    async def report(self, headers: dict[str, str] | None = None, **changes: Any) -> CaseFile:
        """The threat with changes, through the API."""
        answer = await self.client.post("/api/reports", json=THREAT | changes, headers=headers)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return await reload(self.place, answer.json()["case_ref"])

    async def report_and_route(self, **changes: Any) -> CaseFile:
        """Also the four steps, without Prefect; the office's and partners' mails leave."""
        case = await self.report(**changes)
        await route_case_plainly(str(case.case_id))
        await self.deliver()
        return await reload(self.place, case.case_ref)

    async def deliver(self) -> None:
        """Send what waits, as the delivery process does, over a real connection."""
        while await send_notices(self.place, holder="story"):
            pass
        for envelope in self.mailbox.envelopes[len(self.letters) :]:
            content = envelope.content
            assert isinstance(content, bytes)
            (recipient,) = envelope.rcpt_tos
            self.letters.append(Letter(self.clock.now, recipient, content))

    async def live_until(self, end: datetime) -> None:
        """From one planned step to the next; a tick at each, and what it says is delivered."""
        while (following := await self._next_step()) is not None and following <= end:
            self.clock.now = max(following, self.clock.now)
            await tick(self.place)
            await self.deliver()
        self.clock.now = max(end, self.clock.now)

    async def settle(self) -> None:
        """Wait until the dispatcher at work has nothing left to do now; then deliver.

        The clock stands still, so a run that was put back for some seconds is helped on.
        """
        moment = self.clock.now

        async def settled() -> bool:
            if await is_put_back(self.place):
                self.clock.forward(seconds=1)
            return await is_settled(self.place)

        await until(settled)
        self.clock.now = moment
        await self.deliver()

    def diary(self) -> list[str]:
        """Every letter so far, one a line: when, to whom, what about; the references as REF."""
        return by_moment(
            f"{letter.when} {letter.to.partition('@')[0]}: {REFERENCE.sub('REF', letter.subject)}"
            for letter in self.letters
        )

    async def call_in_sick(self, *officer_ids: str, from_on: str, until_on: str) -> None:
        """Absent on these local days; without names everybody is."""
        async with self.place.transaction() as session:
            everybody = (await session.exec(select(Officer.officer_id))).all()
            for officer_id in officer_ids or everybody:
                session.add(
                    Absence(
                        absence_id=uuid4(),
                        municipality_id="augsburg",
                        officer_id=officer_id,
                        from_on=date.fromisoformat(from_on),
                        until_on=date.fromisoformat(until_on),
                    )
                )

    async def _next_step(self) -> datetime | None:
        async with self.place.transaction() as session:
            found = await session.exec(
                select(func.min(Deadline.next_action_at)).where(
                    col(Deadline.state).in_([DeadlineState.ARMED, DeadlineState.BREACHED])
                )
            )
            return found.one()


@asynccontextmanager
async def telling(place: Installation, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Story]:
    """The form and the API in process, a real relay on a free port."""
    app = create_app(lambda: place)
    mailbox = Mailbox()
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://meldeweg.test") as client,
        honest_relay(mailbox) as port,
    ):
        monkeypatch.setenv("MELDEWEG_MAIL_RELAY__HOST", "127.0.0.1")
        monkeypatch.setenv("MELDEWEG_MAIL_RELAY__PORT", str(port))
        monkeypatch.setenv("MELDEWEG_MAIL_RELAY__TLS", "none")
        yield Story(place, clock, client, mailbox)
