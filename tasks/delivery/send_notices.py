"""Deliver what waits in the outbox: claim, commit, send with the session closed, record.

No Prefect here: the delivery process starts fast and works when Prefect does not.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import MeldewegError, StoreUnavailable
from models.installation import Installation
from models.settings import MailSettings, Relay, read_settings
from models.store.notices import claim_notices
from models.tables import Notice
from notifications.mailer import open_relay
from notifications.outcomes import Delivered, MailUnavailable
from tasks.delivery.keep_claims import CLAIMED_FOR, Claim, keeping_claims
from tasks.delivery.pace_mails import choose_leaving
from tasks.delivery.prepare_mail import PreparedMail, find_address, prepare_mail
from tasks.delivery.record_delivery import (
    RECIPIENT_GONE,
    SENT,
    Outcome,
    judge_failure,
    judge_unforeseen,
    record_delivery,
)

BATCH = 20
# What a relay took must be written down: unwritten it is sent again by whoever takes the notice over.
RECORDED_WITHIN_S = 8 * 60.0
RECORD_AGAIN_S = 1.0

_log = structlog.get_logger(__name__)


class Connection(Protocol):
    """What the mailer and its recording twin both give."""

    async def deliver(self, raw: bytes, *, sender: str, recipient: str) -> Delivered: ...


OpenRelay = Callable[[Relay], AbstractAsyncContextManager[Connection]]


async def send_notices(place: Installation, *, holder: str, via: OpenRelay = open_relay) -> int:
    """Send one batch; answers how many notices were taken. With `BATCH` there may be more."""
    now = place.clock()
    settings = read_settings(MailSettings)
    async with place.transaction() as session:
        claimed = await claim_notices(session, holder=holder, claim_for=CLAIMED_FOR, limit=BATCH, now=now)
        leaving = await choose_leaving(session, claimed, settings=settings, now=now)
        mails = await _prepare_all(session, place, leaving, holder=holder, now=now)
    if mails:
        ids = [mail.notice.notice_id for mail in mails]
        async with keeping_claims(place, ids, holder=holder, claimed_at=now) as claim:
            await _send_all(place, mails, settings, claim, holder=holder, via=via)
    return len(claimed)


class _OneByOne(Exception):
    """A notice of the batch has nobody it could go to, which is to be recorded."""


async def _prepare_all(
    session: AsyncSession, place: Installation, notices: Sequence[Notice], *, holder: str, now: datetime
) -> list[PreparedMail]:
    """The batch is tried as a whole first, and notice by notice when one of them fails."""
    keys: dict[UUID, bytes] = {}
    mails: list[PreparedMail | None] = []
    try:
        async with session.begin_nested():
            for notice in notices:
                address = await find_address(session, notice)
                if address is None:
                    raise _OneByOne
                mails.append(await prepare_mail(session, place, notice, address=address, keys=keys, now=now))
    except Exception:  # noqa: BLE001  whichever notice it was, the others go on
        for notice in notices:
            await session.refresh(notice)
        mails = [
            await _prepare(session, place, notice, holder=holder, keys=keys, now=now) for notice in notices
        ]
    return [mail for mail in mails if mail is not None]


async def _prepare(
    session: AsyncSession,
    place: Installation,
    notice: Notice,
    *,
    holder: str,
    keys: dict[UUID, bytes],
    now: datetime,
) -> PreparedMail | None:
    """None when it cannot be sent at all, which is recorded at once and stops no other notice."""
    outcome, attempt_no = RECIPIENT_GONE, notice.attempts
    try:
        async with session.begin_nested():
            address = await find_address(session, notice)
            if address is not None:
                return await prepare_mail(session, place, notice, address=address, keys=keys, now=now)
    except MeldewegError as error:
        outcome = judge_failure(error)
    except Exception as error:  # noqa: BLE001  one bad notice must not stop all others
        outcome = judge_unforeseen(error, attempt_no=attempt_no)
    await session.refresh(notice)
    await record_delivery(
        session,
        notice,
        outcome,
        holder=holder,
        attempt_no=notice.attempts,
        started_at=now,
        now=now,
    )
    return None


async def _send_all(
    place: Installation,
    mails: list[PreparedMail],
    settings: MailSettings,
    claim: Claim,
    *,
    holder: str,
    via: OpenRelay,
) -> None:
    """All over one connection; when the relay itself fails the rest is put back for later."""
    waiting = deque(mails)
    try:
        async with via(settings.relay) as connection:
            while waiting and claim.is_sure:
                started_at = place.clock()
                outcome = await _send(connection, waiting[0], sender=settings.sender)
                await _record(place, waiting.popleft(), outcome, holder=holder, started_at=started_at)
    except MailUnavailable as error:
        _log.warning("relay not usable", code=error.code, waiting=len(waiting))
        for mail in waiting:
            await _record(place, mail, judge_failure(error), holder=holder, started_at=place.clock())


async def _send(connection: Connection, mail: PreparedMail, *, sender: str) -> Outcome:
    """How this mail ended. Raises `MailUnavailable` when the next one would end the same way."""
    try:
        await connection.deliver(mail.raw, sender=sender, recipient=mail.recipient)
    except MeldewegError as error:
        if isinstance(error, MailUnavailable) and error.is_about_relay:
            raise
        _log.warning("mail not delivered", notice_id=str(mail.notice.notice_id), code=error.code)
        return judge_failure(error)
    return SENT


async def _record(
    place: Installation, mail: PreparedMail, outcome: Outcome, *, holder: str, started_at: datetime
) -> None:
    """Again and again while the database is away or full: raises `StoreUnavailable` after eight minutes."""
    give_up_at = time.monotonic() + RECORDED_WITHIN_S
    while True:
        try:
            async with place.transaction() as session:
                await record_delivery(
                    session,
                    mail.notice,
                    outcome,
                    holder=holder,
                    attempt_no=mail.notice.attempts,
                    started_at=started_at,
                    now=place.clock(),
                )
        except StoreUnavailable as error:
            if time.monotonic() > give_up_at:
                raise
            _log.warning("store away after sending", notice_id=str(mail.notice.notice_id), code=error.code)
            await asyncio.sleep(RECORD_AGAIN_S)
        else:
            return
