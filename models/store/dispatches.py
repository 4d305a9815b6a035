"""The dispatch queue: the row is the queue, the row lock decides who takes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import col, func, insert, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import CaseFile, Dispatch
from models.vocabulary import DispatchFlow, DispatchState

CHANNEL = "meldeweg_dispatch"
URGENT = 0
ORDINARY = 1
SHOWN_LATER = 2

# No row waits longer than this on purpose: one that seems to was written by a clock that ran ahead.
LONGEST_WAIT = timedelta(minutes=10)

_OPEN = (DispatchState.PENDING, DispatchState.LEASED)


async def add_dispatch(
    session: AsyncSession,
    flow: DispatchFlow,
    *,
    municipality_id: str,
    case_id: UUID | None,
    now: datetime,
    priority: int = ORDINARY,
    wait: timedelta = timedelta(0),
) -> Dispatch:
    """Queue a run and wake the dispatchers at the commit; it starts after `wait`, less than LONGEST_WAIT."""
    row = Dispatch(
        dispatch_id=uuid4(),
        municipality_id=municipality_id,
        case_id=case_id,
        flow=flow,
        priority=priority,
        state=DispatchState.PENDING,
        created_at=now,
        available_at=now + wait,
    )
    # Said with the same statement; both are there for others from the commit on.
    await session.exec(insert(Dispatch).values(**row.model_dump()).returning(func.pg_notify(CHANNEL, "")))
    return row


async def lease_dispatches(
    session: AsyncSession,
    *,
    holder: str,
    lease_for: timedelta,
    limit: int,
    now: datetime,
    last_priority: int = SHOWN_LATER,
) -> Sequence[Dispatch]:
    """Take up to `limit` rows, urgent first, then oldest; a row whose lease ran out is taken over.

    Rows that come after `last_priority` are left to others.
    """
    free = await session.exec(
        select(Dispatch)
        .where(
            col(Dispatch.state).in_(_OPEN),
            Dispatch.priority <= last_priority,
            or_(Dispatch.available_at <= now, Dispatch.available_at > now + LONGEST_WAIT),
        )
        .order_by(col(Dispatch.priority), col(Dispatch.created_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = free.all()
    for row in rows:
        row.state = DispatchState.LEASED
        row.leased_by = holder
        row.available_at = now + lease_for
    await session.flush()
    return rows


async def list_missing_dispatches(session: AsyncSession, *, before: datetime) -> Sequence[CaseFile]:
    """Cases submitted before this instant, not routed, and with no open row that would route them."""
    open_row = select(Dispatch.case_id).where(
        Dispatch.case_id == CaseFile.case_id,
        Dispatch.flow == DispatchFlow.ROUTE_CASE,
        Dispatch.state != DispatchState.DONE,
    )
    found = await session.exec(
        select(CaseFile)
        .where(col(CaseFile.routed_at).is_(None), CaseFile.submitted_at < before, ~open_row.exists())
        .limit(100)
    )
    return found.all()


async def renew_leases(
    session: AsyncSession, dispatch_ids: Sequence[UUID], *, holder: str, until: datetime
) -> int:
    """How many of the rows this holder still has."""
    changed = await session.exec(
        update(Dispatch)
        .where(
            col(Dispatch.dispatch_id).in_(dispatch_ids),
            col(Dispatch.state) == DispatchState.LEASED,
            col(Dispatch.leased_by) == holder,
        )
        .values(available_at=until)
    )
    return int(changed.rowcount)


async def save_dispatch(session: AsyncSession, dispatch_id: UUID, *, holder: str, **changes: object) -> bool:
    """Change a row this holder has leased. False when another holder has taken it over meanwhile."""
    changed = await session.exec(
        update(Dispatch)
        .where(
            col(Dispatch.dispatch_id) == dispatch_id,
            col(Dispatch.state) == DispatchState.LEASED,
            col(Dispatch.leased_by) == holder,
        )
        .values(**changes)
    )
    return bool(changed.rowcount == 1)


async def is_backed_up(session: AsyncSession, *, beyond: int) -> bool:
    """Whether more runs than `beyond` wait or are under way."""
    found = await session.exec(
        select(Dispatch.dispatch_id).where(col(Dispatch.state).in_(_OPEN)).offset(beyond).limit(1)
    )
    return found.first() is not None


async def find_dispatch_of_case(session: AsyncSession, case_id: UUID, flow: DispatchFlow) -> Dispatch | None:
    found = await session.exec(
        select(Dispatch)
        .where(Dispatch.case_id == case_id, Dispatch.flow == flow)
        .order_by(col(Dispatch.created_at))
    )
    return found.first()
