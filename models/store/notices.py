"""The outbox: queue with the business change, claim, record each attempt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Notice, NoticeAttempt
from models.vocabulary import MessageName, NoticeState, RecipientKind

CHANNEL = "meldeweg_outbox"
# Nothing waits longer than half an hour on purpose (a retry): what seems to was written by a clock that ran
# ahead, and must not wait for it. The rest is what the clocks of two deliveries may differ, for a mail whose
# claim the other believes to be such a row is sent twice.
LONGEST_WAIT = timedelta(minutes=45)

_WAITING = (NoticeState.QUEUED, NoticeState.CLAIMED, NoticeState.RETRY)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a notice is for; the address is looked up when it is sent."""

    kind: RecipientKind
    recipient_id: str
    language: str


async def add_notice(
    session: AsyncSession,
    message: MessageName,
    context: Mapping[str, Any],
    *,
    recipient: Recipient,
    dedupe_key: str,
    municipality_id: str,
    case_id: UUID | None,
    priority: int,
    now: datetime,
) -> bool:
    """Queue a notice and wake the delivery at the commit. False when this effect was queued before."""
    added = await session.exec(
        insert(Notice)
        .values(
            notice_id=uuid4(),
            municipality_id=municipality_id,
            case_id=case_id,
            message=message,
            language=recipient.language,
            recipient_kind=recipient.kind,
            recipient_id=recipient.recipient_id,
            dedupe_key=dedupe_key,
            context=dict(context),
            priority=priority,
            state=NoticeState.QUEUED,
            created_at=now,
            available_at=now,
            attempts=0,
        )
        .on_conflict_do_nothing(index_elements=[col(Notice.dedupe_key)])
        # Said with the same statement, and only when a row came in.
        .returning(func.pg_notify(CHANNEL, ""))
    )
    return added.first() is not None


async def claim_notices(
    session: AsyncSession, *, holder: str, claim_for: timedelta, limit: int, now: datetime
) -> Sequence[Notice]:
    """Take up to `limit` notices that may be sent now, most urgent first; a dead holder's are taken over."""
    found = await session.exec(
        select(Notice)
        .where(
            col(Notice.state).in_(_WAITING),
            col(Notice.carried_by).is_(None),
            or_(Notice.available_at <= now, Notice.available_at > now + LONGEST_WAIT),
        )
        .order_by(col(Notice.priority), col(Notice.available_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = found.all()
    for row in rows:
        row.state = NoticeState.CLAIMED
        row.claimed_by = holder
        row.available_at = now + claim_for
        row.attempts += 1
    await session.flush()
    return rows


async def renew_claims(
    session: AsyncSession, notice_ids: Sequence[UUID], *, holder: str, until: datetime
) -> None:
    """Those this holder still has."""
    await session.exec(
        update(Notice)
        .where(
            col(Notice.notice_id).in_(notice_ids),
            col(Notice.state) == NoticeState.CLAIMED,
            col(Notice.claimed_by) == holder,
        )
        .values(available_at=until)
    )


async def save_attempt(
    session: AsyncSession, attempt: NoticeAttempt, *, holder: str, available_at: datetime
) -> bool:
    """Record how an attempt ended and move the notice. False when another holder has it by now.

    The attempt itself is recorded either way: it happened.
    """
    moved = (
        update(Notice)
        .where(
            col(Notice.notice_id) == attempt.notice_id,
            col(Notice.state) == NoticeState.CLAIMED,
            col(Notice.claimed_by) == holder,
        )
        .values(
            state=attempt.outcome,
            available_at=available_at,
            sent_at=attempt.finished_at if attempt.outcome is NoticeState.SENT else None,
            failure_code=attempt.failure_code,
        )
        .returning(col(Notice.notice_id))
        .cte("moved")
    )
    is_moved = select(col(moved.c.notice_id)).exists()
    saved = await session.exec(
        insert(NoticeAttempt).values(**attempt.model_dump()).add_cte(moved).returning(is_moved)
    )
    return bool(saved.scalar_one())


async def list_notices_of_case(session: AsyncSession, case_id: UUID) -> Sequence[Notice]:
    found = await session.exec(
        select(Notice)
        .where(Notice.case_id == case_id)
        .order_by(col(Notice.created_at), col(Notice.dedupe_key))
    )
    return found.all()
