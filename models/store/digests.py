"""Notices on deadlines that wait for the same recipient, and the one that carries the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.biases import list_biased_cases
from models.tables import Deadline, DeadlineFiring, Notice
from models.vocabulary import STATUTORY, DeadlineState, MessageName, NoticeState, RecipientKind

ON_DEADLINES = (MessageName.DEADLINE_REMINDER, MessageName.DEADLINE_ESCALATION)


def is_mergeable(notice: Notice) -> bool:
    """A notice on one deadline that no mail was made of yet."""
    return (
        notice.message in ON_DEADLINES
        and notice.sealed_mail is None
        and notice.carried_by is None
        and notice.context["deadline"]["kind"] not in STATUTORY
    )


async def list_waiting_for(session: AsyncSession, notice: Notice, *, limit: int) -> Sequence[Notice]:
    """Other mergeable notices for its recipient, locked; most urgent first. What others hold is left out."""
    found = await session.exec(
        select(Notice)
        .where(
            Notice.municipality_id == notice.municipality_id,
            Notice.recipient_kind == notice.recipient_kind,
            Notice.recipient_id == notice.recipient_id,
            Notice.language == notice.language,
            col(Notice.message).in_(ON_DEADLINES),
            Notice.state == NoticeState.QUEUED,
            col(Notice.carried_by).is_(None),
            col(Notice.sealed_mail).is_(None),
            col(Notice.context)["deadline"]["kind"].as_string().not_in(STATUTORY),
        )
        .order_by(col(Notice.priority), col(Notice.created_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return found.all()


async def list_latenesses(session: AsyncSession, act_ids: Collection[UUID]) -> dict[UUID, float]:
    """Seconds between the newest planned step of an act and the act itself."""
    found = await session.exec(
        select(DeadlineFiring.act_id, func.min(DeadlineFiring.lateness_s))
        .where(col(DeadlineFiring.act_id).in_(act_ids))
        .group_by(col(DeadlineFiring.act_id))
    )
    return {act_id: lateness for act_id, lateness in found.all() if act_id and lateness is not None}


async def list_ended_acts(session: AsyncSession, act_ids: Collection[UUID]) -> frozenset[UUID]:
    """Acts whose deadline was met, cancelled or replaced since."""
    found = await session.exec(
        select(DeadlineFiring.act_id)
        .join(Deadline, col(Deadline.deadline_id) == col(DeadlineFiring.deadline_id))
        .where(
            col(DeadlineFiring.act_id).in_(act_ids),
            col(Deadline.state).not_in([state for state in DeadlineState if state.is_live]),
        )
    )
    return frozenset(act_id for act_id in found.all() if act_id is not None)


async def leave_out_biased(session: AsyncSession, notices: Sequence[Notice]) -> list[Notice]:
    """Notices for one recipient without those on cases a person must not hear of any more."""
    if not notices or notices[0].recipient_kind is not RecipientKind.PERSON:
        return list(notices)
    first = notices[0]
    closed = await list_biased_cases(session, first.municipality_id, first.recipient_id)
    return [notice for notice in notices if notice.case_id not in closed]


async def share_fate(
    session: AsyncSession, lead: Notice, *, state: NoticeState, available_at: datetime, now: datetime
) -> Sequence[Notice]:
    """What happened to a digest happened to everything in it; answers those it carried."""
    found = await session.exec(
        update(Notice)
        .where(col(Notice.carried_by) == lead.notice_id)
        .values(
            state=state,
            available_at=available_at,
            sent_at=now if state is NoticeState.SENT else None,
        )
        .returning(Notice)
    )
    return list(found.scalars().all())
