"""How much waits in each queue and how long already: for metrics and for the doctor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Case
from sqlmodel import case, col, func, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.notices import LONGEST_WAIT
from models.tables import Deadline, Dispatch, Notice
from models.vocabulary import DeadlineState, DispatchFlow, DispatchState, NoticeState


class Queue(StrEnum):
    """`showing`: cases that are routed while Prefect was away; only their run is still to be shown."""

    ROUTING = "routing"
    SHOWING = "showing"
    ESCALATIONS = "escalations"
    NOTICES = "notices"
    DEADLINES = "deadlines"


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """`oldest_at`: since when the oldest row waits; None when none does."""

    queue: Queue
    waiting: int
    oldest_at: datetime | None


class Postponed(StrEnum):
    """Why a notice is not sent yet, though nothing is broken. `held`: by the pace of mails or until the next
    digest, never tried; `retry`: tried before, waits for its next try.
    """

    HELD = "held"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows that failed so often that a person has to look."""

    runs: int
    deadlines: int


async def measure_queues(session: AsyncSession, *, now: datetime) -> Sequence[QueueDepth]:
    """Every queue, the empty ones too. A deadline waits from the moment its next step is due."""
    open_rows = (
        select(_queue_of_dispatch(), func.count(), func.min(Dispatch.created_at))
        .where(col(Dispatch.state).in_((DispatchState.PENDING, DispatchState.LEASED)))
        .group_by(text("1"))
    )
    found: dict[Queue, tuple[int, datetime | None]] = {
        Queue(name): (waiting, since) for name, waiting, since in (await session.exec(open_rows)).all()
    }
    unsent = select(func.count(), func.min(Notice.created_at)).where(
        col(Notice.state).in_((NoticeState.QUEUED, NoticeState.CLAIMED, NoticeState.RETRY))
    )
    found[Queue.NOTICES] = (await session.exec(unsent)).one()
    missed = select(func.count(), func.min(Deadline.next_action_at)).where(
        col(Deadline.state).in_((DeadlineState.ARMED, DeadlineState.BREACHED)),
        col(Deadline.set_aside_at).is_(None),
        col(Deadline.next_action_at) <= now,
    )
    found[Queue.DEADLINES] = (await session.exec(missed)).one()
    return [QueueDepth(queue, *found.get(queue, (0, None))) for queue in Queue]


async def count_postponed(session: AsyncSession, *, now: datetime) -> Mapping[Postponed, int]:
    """Waiting notices that no delivery may take before a later time, for every reason."""
    later = (
        select(Notice.state, func.count())
        .where(
            col(Notice.state).in_((NoticeState.QUEUED, NoticeState.RETRY)),
            Notice.available_at > now,
            # What waits longer was written by a clock that ran ahead: it is taken at once.
            Notice.available_at <= now + LONGEST_WAIT,
        )
        .group_by(col(Notice.state))
    )
    found = dict((await session.exec(later)).all())
    return {
        Postponed.HELD: found.get(NoticeState.QUEUED, 0),
        Postponed.RETRY: found.get(NoticeState.RETRY, 0),
    }


async def count_set_aside(session: AsyncSession) -> SetAside:
    runs = select(func.count()).where(col(Dispatch.state) == DispatchState.SET_ASIDE)
    deadlines = select(func.count()).where(
        col(Deadline.set_aside_at).is_not(None),
        col(Deadline.state).in_(tuple(state for state in DeadlineState if state.is_live)),
    )
    return SetAside((await session.exec(runs)).one(), (await session.exec(deadlines)).one())


def _queue_of_dispatch() -> Case[str]:
    return case(
        (col(Dispatch.flow) == DispatchFlow.ESCALATE_DEADLINE, Queue.ESCALATIONS.value),
        (col(Dispatch.worked_at).is_not(None), Queue.SHOWING.value),
        else_=Queue.ROUTING.value,
    )
