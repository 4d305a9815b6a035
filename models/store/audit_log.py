"""Append to the audit log. Call it last in a transaction: the head stays locked until the commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import AuditEvent, Place, canonical_entry, leaf_hash
from models.tables import AuditEntry, AuditHead


async def record_events(
    session: AsyncSession,
    events: Sequence[AuditEvent],
    *,
    municipality_id: str,
    case_id: UUID | None,
    now: datetime,
) -> int:
    """Append the events in order and return the last sequence number. The sequence has no gaps."""
    taken = await session.exec(
        update(AuditHead)
        .where(col(AuditHead.municipality_id) == municipality_id)
        .values(last_seq=AuditHead.last_seq + len(events))
        .returning(col(AuditHead.last_seq))
    )
    last_seq = int(taken.scalar_one())
    case_seq, case_hash = await _case_tail(session, case_id)
    for seq, event in enumerate(events, start=last_seq - len(events) + 1):
        case_seq = None if case_seq is None else case_seq + 1
        place = Place(municipality_id, seq, case_id, case_seq, case_hash)
        entry = canonical_entry(event, place, now=now)
        digest = leaf_hash(entry)
        session.add(
            AuditEntry(
                municipality_id=municipality_id,
                seq=seq,
                case_id=case_id,
                case_seq=case_seq,
                event=event.name.value,
                recorded_at=now,
                entry=entry,
                leaf_hash=digest,
                previous_case_hash=case_hash,
            )
        )
        case_hash = digest if case_id is not None else None
    await session.flush()
    return last_seq


async def _case_tail(session: AsyncSession, case_id: UUID | None) -> tuple[int | None, bytes | None]:
    """Number and hash of the case's newest entry; (0, None) for a new case, (None, None) for none."""
    if case_id is None:
        return None, None
    newest = await session.exec(
        select(AuditEntry.case_seq, AuditEntry.leaf_hash)
        .where(AuditEntry.case_id == case_id)
        .order_by(col(AuditEntry.case_seq).desc())
        .limit(1)
    )
    entry = newest.first()
    return (0, None) if entry is None else (entry[0], entry[1])


async def list_entries_of_case(session: AsyncSession, case_id: UUID) -> Sequence[AuditEntry]:
    found = await session.exec(
        select(AuditEntry).where(AuditEntry.case_id == case_id).order_by(col(AuditEntry.case_seq))
    )
    return found.all()
