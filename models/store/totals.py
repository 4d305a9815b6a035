"""Counts over everything that is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ARRAY
from sqlmodel import Float, cast, col, extract, func, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import CaseFile, Deadline, DeadlineFiring, Notice
from models.vocabulary import DeadlineState, NoticeState


@dataclass(frozen=True, slots=True)
class RoutingTimes:
    """From submission to the last step of routing. `counts`: how many took at most each bound and more than
    the one before; the last count is of those above every bound. `sum_s` is over all routed cases.

    Submissions are kept to the second, so a time is up to one second too long.
    """

    received: int
    counts: Sequence[int]
    sum_s: float


async def measure_routing(session: AsyncSession, bounds_s: Sequence[float]) -> RoutingTimes:
    """One pass over the cases, none of whose columns is personal; about 0.1 s for 200,000."""
    took_s = extract("epoch", col(CaseFile.routed_at) - col(CaseFile.submitted_at))
    # 0 below the first bound; a value that equals a bound counts above it, hence the negation of both.
    bounds = cast([-float(bound) for bound in reversed(bounds_s)], ARRAY(Float))
    bucket = func.width_bucket(cast(-took_s, Float), bounds)
    rows = await session.exec(
        select(bucket, func.count(), func.coalesce(func.sum(took_s), 0)).group_by(text("1"))
    )
    counts = [0] * (len(bounds_s) + 1)
    received, sum_s = 0, 0.0
    for number, count, total in rows.all():
        received += count
        if number is not None:
            counts[len(bounds_s) - number] = count
            sum_s += float(total)
    return RoutingTimes(received, counts, sum_s)


async def count_notices(session: AsyncSession) -> Mapping[NoticeState, int]:
    """Every state, the empty ones too."""
    rows = await session.exec(select(Notice.state, func.count()).group_by(col(Notice.state)))
    found = dict(rows.all())
    return {state: found.get(state, 0) for state in NoticeState}


async def count_live_deadlines(session: AsyncSession) -> Mapping[DeadlineState, int]:
    live = tuple(state for state in DeadlineState if state.is_live)
    rows = await session.exec(
        select(Deadline.state, func.count())
        .where(col(Deadline.state).in_(live))
        .group_by(col(Deadline.state))
    )
    found = dict(rows.all())
    return {state: found.get(state, 0) for state in live}


async def measure_lateness(session: AsyncSession, *, now: datetime) -> Mapping[str, float]:
    """Seconds between plan and act of the last hour's firings: middle, 99 of 100, latest. Empty without any.

    A step an outage passed over is no measure of the tick and does not count.
    """
    late = func.greatest(DeadlineFiring.lateness_s, 0.0)
    found = await session.exec(
        select(
            func.percentile_cont(0.5).within_group(late),
            func.percentile_cont(0.99).within_group(late),
            func.max(late),
        ).where(
            col(DeadlineFiring.act_id).is_not(None),
            DeadlineFiring.fired_at > now - timedelta(hours=1),
            ~col(DeadlineFiring.skipped),
        )
    )
    middle, most, latest = found.one()
    return {} if latest is None else {"p50": float(middle), "p99": float(most), "max": float(latest)}


async def count_overdue(session: AsyncSession, *, now: datetime) -> int:
    """Live deadlines past their due time, whether the tick has acted on them or not; paused ones rest."""
    late = select(func.count()).where(
        col(Deadline.state).in_((DeadlineState.ARMED, DeadlineState.BREACHED)), Deadline.due_at <= now
    )
    return (await session.exec(late)).one()
