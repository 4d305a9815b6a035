"""Append to the audit log."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import AuditEvent, AuditEventName, Place, canonical_draft, canonical_entry, leaf_hash
from models.store.many_rows import insert_rows
from models.tables import AuditDraft, AuditEntry, AuditHead

_ENDINGS = (
    AuditEventName.DEADLINE_MET.value,
    AuditEventName.DEADLINE_WAIVED.value,
    AuditEventName.DEADLINE_CANCELLED.value,
)


async def record_events(
    session: AsyncSession,
    events: Sequence[AuditEvent],
    *,
    municipality_id: str,
    case_id: UUID | None,
    now: datetime,
) -> None:
    """Append the events in order; they stand in the log with the commit, whose sequence has no gaps.

    Number and hash are given inside the server at the commit: nobody waits for this process while it holds
    the head of the log.
    """
    rows = []
    for event in events:
        opening, middle = canonical_draft(event, municipality_id=municipality_id, case_id=case_id, now=now)
        rows.append(
            {
                "draft_id": uuid4(),
                "municipality_id": municipality_id,
                "case_id": case_id,
                "event": event.name.value,
                "recorded_at": now,
                "opening": opening,
                "middle": middle,
            }
        )
    # The municipality may be as new as its first entry.
    await session.flush()
    await insert_rows(session, AuditDraft, rows)


async def record_events_of_cases(
    session: AsyncSession,
    events: Sequence[tuple[UUID, AuditEvent]],
    *,
    municipality_id: str,
    now: datetime,
) -> range:
    """Append events of many cases in order and return their sequence numbers, for rows that name them.

    Call it last in a transaction: the head stays locked until the commit.
    """
    seqs = await _take_seqs(session, municipality_id, len(events))
    tails = await _case_tails(session, {case_id for case_id, _ in events})
    for seq, (case_id, event) in zip(seqs, events, strict=True):
        case_seq, case_hash = tails.get(case_id, (0, None))
        row = _make_entry(event, Place(municipality_id, seq, case_id, case_seq + 1, case_hash), now=now)
        session.add(row)
        tails[case_id] = case_seq + 1, row.leaf_hash
    await session.flush()
    return seqs


async def _take_seqs(session: AsyncSession, municipality_id: str, count: int) -> range:
    """The next numbers of the municipality's log; the head stays locked until the commit."""
    taken = await session.exec(
        update(AuditHead)
        .where(col(AuditHead.municipality_id) == municipality_id)
        .values(last_seq=AuditHead.last_seq + count)
        .returning(col(AuditHead.last_seq))
    )
    last_seq = int(taken.scalar_one())
    return range(last_seq - count + 1, last_seq + 1)


def _make_entry(event: AuditEvent, place: Place, *, now: datetime) -> AuditEntry:
    entry = canonical_entry(event, place, now=now)
    return AuditEntry(
        municipality_id=place.municipality_id,
        seq=place.seq,
        case_id=place.case_id,
        case_seq=place.case_seq,
        event=event.name.value,
        recorded_at=now,
        entry=entry,
        leaf_hash=leaf_hash(entry),
        previous_case_hash=place.previous_case_hash,
    )


async def _case_tails(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, tuple[int, bytes]]:
    """Number and hash of the newest entry of each case that has one."""
    newest = await session.exec(
        select(AuditEntry.case_id, AuditEntry.case_seq, AuditEntry.leaf_hash)
        .where(col(AuditEntry.case_id).in_(case_ids))
        .order_by(col(AuditEntry.case_id), col(AuditEntry.case_seq).desc())
        .ext(distinct_on(col(AuditEntry.case_id)))
    )
    return {
        case_id: (case_seq, case_hash)
        for case_id, case_seq, case_hash in newest.all()
        if case_id is not None and case_seq is not None
    }


async def number_endings(session: AsyncSession, case_id: UUID) -> Mapping[UUID, int]:
    """In which order deadlines of the case were met, waived or cancelled, however the clock was set."""
    found = await session.exec(
        select(AuditEntry.case_seq, AuditEntry.entry).where(
            AuditEntry.case_id == case_id, col(AuditEntry.event).in_(_ENDINGS)
        )
    )
    return {
        UUID(json.loads(entry)["details"]["deadline"]): case_seq
        for case_seq, entry in found.all()
        if case_seq is not None
    }


async def list_entries_of_case(session: AsyncSession, case_id: UUID) -> Sequence[AuditEntry]:
    found = await session.exec(
        select(AuditEntry).where(AuditEntry.case_id == case_id).order_by(col(AuditEntry.case_seq))
    )
    return found.all()
