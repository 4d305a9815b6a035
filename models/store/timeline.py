"""What is missed and what comes: live deadlines of the next hours, office by office."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import and_, col, func, or_, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.plans import plan_from_row
from models.tables import CaseFile, Deadline
from models.vocabulary import Audience, DeadlineKind, DeadlineState, StepKind

# Spelled as the partial indexes spell it: with parameters the planner would not know them again.
_LIVE = text("deadline.state IN ('armed', 'paused', 'breached')")
_ACTING = text("deadline.state IN ('armed', 'breached') AND deadline.set_aside_at IS NULL")


async def list_timeline(
    session: AsyncSession,
    *,
    now: datetime,
    until: datetime,
    limit: int,
    office_id: str | None = None,
    kinds: Collection[DeadlineKind] = (),
) -> Sequence[tuple[Deadline, CaseFile]]:
    """Deadlines that are missed, end or act before `until`; of each office at most `limit`.

    By office; the missed ones first, the longest missed before all, then by what comes next.
    """
    comes_at = func.least(col(Deadline.due_at), func.coalesce(Deadline.next_action_at, Deadline.due_at))
    missed = and_(col(Deadline.due_at) <= now, col(Deadline.state) != DeadlineState.PAUSED)
    order = (missed.desc(), comes_at, col(Deadline.due_at), col(Deadline.deadline_id))
    place = func.row_number().over(partition_by=col(CaseFile.office_id), order_by=order)
    found = (
        select(col(Deadline.deadline_id), place.label("place"))
        .join(CaseFile, col(CaseFile.case_id) == col(Deadline.case_id))
        .where(
            or_(
                and_(_LIVE, col(Deadline.due_at) < until),
                and_(_ACTING, col(Deadline.next_action_at) < until),
            )
        )
    )
    if office_id is not None:
        found = found.where(CaseFile.office_id == office_id)
    if kinds:
        found = found.where(col(Deadline.kind).in_(kinds))
    first = found.subquery()
    rows = await session.exec(
        select(Deadline, CaseFile)
        .join(first, first.c.deadline_id == col(Deadline.deadline_id))
        .join(CaseFile, col(CaseFile.case_id) == col(Deadline.case_id))
        .where(first.c.place <= limit)
        .order_by(col(CaseFile.office_id), first.c.place)
    )
    return rows.all()


def is_missed(deadline: Deadline, now: datetime) -> bool:
    """A paused deadline rests: its due time says nothing until it goes on."""
    return deadline.due_at <= now and deadline.state is not DeadlineState.PAUSED


def find_next_step(deadline: Deadline) -> tuple[StepKind, Audience] | None:
    """What happens at `next_action_at` and who is told; None when nothing follows by itself."""
    plan = plan_from_row(deadline.plan)
    if deadline.next_action_at is None or not plan:
        return None
    if deadline.step_no >= len(plan):
        if plan[-1].repeat_every_s is None:
            # Its end alone is looked at, and tells nobody at that hour.
            return None
        return StepKind.REPEAT, plan[-1].audience
    return plan[deadline.step_no].step, plan[deadline.step_no].audience
