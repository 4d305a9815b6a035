"""What a tick writes: many firings and their notices at once, each act's rows tied by its id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import MeldewegError
from models.rules.firing import StepTaken
from models.store.many_rows import insert_rows
from models.store.notices import CHANNEL, Recipient
from models.tables import CaseFile, Deadline, DeadlineFiring, Notice
from models.vocabulary import MessageName, NoticeState


class FiredBefore(MeldewegError):
    """A step is recorded as taken already; nothing of this attempt may be kept."""

    code = "fired_before"


@dataclass(frozen=True, slots=True)
class ActNotice:
    """A notice an act causes, composed."""

    message: MessageName
    context: Mapping[str, Any]
    recipient: Recipient
    dedupe_key: str
    priority: int


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """One deadline acting once: `taken` and `notices` together, under one entry of the audit log."""

    act_id: UUID
    deadline: Deadline
    taken: Sequence[StepTaken]
    notices: Sequence[ActNotice]
    dispatch_id: UUID
    audit_seq: int


async def add_acts(session: AsyncSession, acts: Sequence[RecordedAct], *, now: datetime) -> None:
    """Record the firings and queue the notices; deliveries are woken at the commit.

    Raises `FiredBefore` when one of the steps is recorded already.
    """
    firings = [_firing_row(act, taken, now=now) for act in acts for taken in act.taken]
    notices = [_notice_row(act, notice, now=now) for act in acts for notice in act.notices]
    if await insert_rows(session, DeadlineFiring, firings) < len(firings):
        raise FiredBefore("a step was recorded before")
    if await insert_rows(session, Notice, notices):
        await session.exec(select(func.pg_notify(CHANNEL, "")))


async def list_told(session: AsyncSession, row: Deadline) -> frozenset[tuple[int, int]]:
    """Number and repeat of every step of the row's present plan that is recorded."""
    found = await session.exec(
        select(DeadlineFiring.step_no, DeadlineFiring.repeat_no).where(
            DeadlineFiring.deadline_id == row.deadline_id, DeadlineFiring.generation == row.generation
        )
    )
    return frozenset(found.all())


async def list_firings_of_dispatch(
    session: AsyncSession, dispatch_id: UUID
) -> Sequence[tuple[DeadlineFiring, Deadline, CaseFile]]:
    """What one run shows, in the order in which it was planned."""
    found = await session.exec(
        select(DeadlineFiring, Deadline, CaseFile)
        .join(Deadline, col(Deadline.deadline_id) == col(DeadlineFiring.deadline_id))
        .join(CaseFile, col(CaseFile.case_id) == col(Deadline.case_id))
        .where(DeadlineFiring.dispatch_id == dispatch_id)
        .order_by(col(DeadlineFiring.planned_at), col(DeadlineFiring.step_no))
    )
    return found.all()


def _firing_row(act: RecordedAct, taken: StepTaken, *, now: datetime) -> dict[str, Any]:
    return {
        "firing_id": uuid4(),
        "municipality_id": act.deadline.municipality_id,
        "deadline_id": act.deadline.deadline_id,
        "dispatch_id": act.dispatch_id,
        "generation": act.deadline.generation,
        "step_no": taken.step_no,
        "repeat_no": taken.repeat_no,
        "audience": taken.audience,
        "step": taken.step,
        "planned_at": taken.planned_at,
        "fired_at": now,
        "skipped": taken.skipped,
        "act_id": act.act_id,
        "audit_seq": act.audit_seq,
    }


def _notice_row(act: RecordedAct, notice: ActNotice, *, now: datetime) -> dict[str, Any]:
    return {
        "notice_id": uuid4(),
        "municipality_id": act.deadline.municipality_id,
        "case_id": act.deadline.case_id,
        "message": notice.message,
        "language": notice.recipient.language,
        "recipient_kind": notice.recipient.kind,
        "recipient_id": notice.recipient.recipient_id,
        "dedupe_key": notice.dedupe_key,
        "context": dict(notice.context),
        "priority": notice.priority,
        "state": NoticeState.QUEUED,
        "created_at": now,
        "available_at": now,
        "attempts": 0,
        "act_id": act.act_id,
    }
