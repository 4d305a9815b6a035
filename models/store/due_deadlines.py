"""Which deadlines are due, claimed with their cases in the order of urgency; and those that stand aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, cast
from sqlmodel import col, exists, func, or_, select, text, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.firing import next_action_at, rewind_repeats
from models.store.deadlines import next_planned_at
from models.store.plans import plan_from_row
from models.tables import CaseFile, Deadline
from models.vocabulary import CaseState, DeadlineState, Severity

# Spelled as the partial indexes spell it: with parameters the planner would not know them again.
_WAITING = "deadline.state IN ('armed', 'breached') AND deadline.set_aside_at IS NULL"
_CLOCKS = tuple(text(f"{_WAITING} AND deadline.clock {clock}") for clock in ("= 'legal'", "<> 'legal'"))
# Most urgent first, then legal ones; within each the longest due.
# Clocks of several machines, and one that is set right all the time, differ by less.
_CLOCKS_DIFFER = timedelta(minutes=1)
_CLASSES = [(severity, clock) for severity in reversed(Severity) for clock in _CLOCKS]


async def claim_due_deadlines(
    session: AsyncSession, *, limit: int, now: datetime
) -> list[tuple[Deadline, CaseFile]]:
    """Rows whose next step is due, with their cases, both locked until the commit.

    What others hold, a row or its case, is left to them or to the next tick and takes no place in the batch.
    Nothing of a closed case is claimed: none of its deadlines may live, and the auditor says when one does.
    """
    asked = (
        exists(select(1).where(clock, Deadline.severity == severity, _is_due(now)))
        for severity, clock in _CLASSES
    )
    due: Sequence[bool] = (await (await session.connection()).execute(select(*asked))).one()
    claimed: list[tuple[Deadline, CaseFile]] = []
    for (severity, clock), has_some in zip(_CLASSES, due, strict=True):
        if has_some and len(claimed) < limit:
            found = await session.exec(
                select(Deadline, CaseFile)
                .join(CaseFile, col(CaseFile.case_id) == col(Deadline.case_id))
                .where(
                    clock,
                    Deadline.severity == severity,
                    _is_due(now),
                    col(CaseFile.state).not_in((CaseState.CLOSED, CaseState.ERASED)),
                )
                .order_by(col(Deadline.next_action_at))
                .limit(limit - len(claimed))
                # The case first, as every action of a person does: nobody waits in a circle.
                .with_for_update(of=[CaseFile, Deadline], key_share=True, skip_locked=True)
                .execution_options(populate_existing=True)
            )
            claimed += found.all()
    return claimed


def set_aside(row: Deadline, *, code: str, now: datetime) -> None:
    """Out of the way of the others, until it is tried again."""
    row.set_aside_at = now
    row.reason = f"set aside: {code}"[:60]


async def take_up_set_aside(session: AsyncSession, *, after: timedelta, now: datetime) -> Sequence[UUID]:
    """Put rows back that were set aside this long ago, by a clock that ran ahead too; answers which."""
    taken_up = await session.exec(
        update(Deadline)
        .where(
            col(Deadline.state).in_((DeadlineState.ARMED, DeadlineState.BREACHED)),
            or_(col(Deadline.set_aside_at) <= now - after, col(Deadline.set_aside_at) > now + after),
        )
        .values(set_aside_at=None)
        .returning(col(Deadline.deadline_id))
    )
    return [deadline_id for (deadline_id,) in taken_up.all()]


async def rewind_deadlines(session: AsyncSession, *, now: datetime) -> int:
    """Bring back repeats that a clock running ahead has passed over; answers for how many deadlines.

    In order the next repeat is never further away than their interval.
    """
    interval_s = cast(col(Deadline.plan)[-1]["repeat_every_s"].astext, Integer)
    ahead = await session.exec(
        select(Deadline)
        .where(
            text("deadline.state = 'breached' AND deadline.repeat_no > 0 AND deadline.set_aside_at IS NULL"),
            col(Deadline.next_action_at) > now + func.make_interval(0, 0, 0, 0, 0, 0, interval_s),
        )
        .limit(1000)
        .with_for_update(skip_locked=True)
    )
    rewound = 0
    for row in ahead.all():
        try:
            plan = plan_from_row(row.plan)
        except (KeyError, TypeError, ValueError):
            # Set aside by the tick when it is due; the others go on.
            continue
        row.repeat_no = rewind_repeats(plan, repeat_no=row.repeat_no, now=now)
        row.next_action_at = next_action_at(plan, step_no=row.step_no, repeat_no=row.repeat_no)
        rewound += 1
    return rewound


async def let_go_of_held(session: AsyncSession, *, now: datetime) -> int:
    """Look anew at what a clock running ahead holds for an opening; answers how many deadlines.

    By the clock set right another opening may come first, or the office may be open. Nothing of them is taken
    yet, so nothing is told twice.
    """
    held = await session.exec(
        select(Deadline)
        .where(col(Deadline.held_at) > now + _CLOCKS_DIFFER, text(_WAITING))
        .limit(1000)
        .with_for_update(skip_locked=True)
    )
    rows = held.all()
    for row in rows:
        row.held_at = None
        try:
            row.next_action_at = next_planned_at(row)
        except (KeyError, TypeError, ValueError):
            # Set aside by the tick; the others go on.
            row.next_action_at = now
    return len(rows)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return col(Deadline.next_action_at) <= now
