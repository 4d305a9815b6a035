"""Put a message on a case into the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.notices import Recipient, add_notice
from models.tables import CaseFile
from models.vocabulary import Severity
from notifications.catalogue import Message

MOST_URGENT = 0


def priority_of(severity: Severity | None) -> int:
    """0 for critical, 3 for low: the order in which waiting notices leave."""
    return max(Severity, key=lambda level: level.rank).rank - (severity or Severity.LOW).rank


async def queue_notice(
    session: AsyncSession,
    case: CaseFile,
    message: Message,
    *,
    recipient: Recipient,
    dedupe_key: str,
    now: datetime,
) -> bool:
    """False when this effect was queued before."""
    return await add_notice(
        session,
        message.name,
        message.to_context(),
        recipient=recipient,
        dedupe_key=dedupe_key,
        municipality_id=case.municipality_id,
        case_id=case.case_id,
        priority=priority_of(case.severity),
        now=now,
    )
