"""Deadlines: arm, claim, end; and their firings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.decision import PlannedDeadline, PlannedStep
from models.rules.firing import Firing, next_action_at
from models.rules.period_end import over_from
from models.store.plans import plan_from_row, plan_to_row
from models.tables import CaseFile, Deadline
from models.vocabulary import DeadlineClock, DeadlineKind, DeadlineState, Severity

LIVE = tuple(state for state in DeadlineState if state.is_live)
_ACTING = (DeadlineState.ARMED, DeadlineState.BREACHED)


def add_deadline(
    session: AsyncSession, planned: PlannedDeadline, *, case: CaseFile, generation: int = 1
) -> Deadline:
    """Arm a deadline of a case; the database refuses a second live one of its kind and person."""
    if case.severity is None:
        raise ValueError("deadlines are planned after the severity")
    row = Deadline(
        deadline_id=uuid4(),
        municipality_id=case.municipality_id,
        case_id=case.case_id,
        kind=planned.kind,
        entitled_person=planned.entitled_person,
        clock=planned.clock,
        severity=case.severity,
        state=DeadlineState.ARMED,
        generation=generation,
        anchor_at=planned.anchor_at,
        anchor_on=planned.anchor_on,
        due_at=planned.due_at,
        due_on=planned.due_on,
        budget_s=planned.budget_s,
        estimated=planned.estimated,
        check_needed=planned.check,
        beyond_calendar=planned.beyond_calendar,
        plan=plan_to_row(planned.steps),
    )
    row.next_action_at = _next_look(row, next_action_at(planned.steps, step_no=0, repeat_no=0))
    session.add(row)
    return row


async def list_deadlines_of_case(session: AsyncSession, case_id: UUID) -> Sequence[Deadline]:
    found = await session.exec(
        select(Deadline).where(Deadline.case_id == case_id).order_by(col(Deadline.due_at), col(Deadline.kind))
    )
    return found.all()


async def lock_live_deadlines(
    session: AsyncSession, case_id: UUID, kinds: Collection[DeadlineKind] = tuple(DeadlineKind)
) -> Sequence[Deadline]:
    found = await session.exec(
        select(Deadline)
        .where(Deadline.case_id == case_id, col(Deadline.kind).in_(kinds), col(Deadline.state).in_(LIVE))
        .order_by(col(Deadline.deadline_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.all()


def end_deadline(row: Deadline, state: DeadlineState, *, reason: str, now: datetime) -> None:
    row.state = state
    row.reason = reason
    row.ended_at = now
    row.next_action_at = row.held_at = None


def move_deadline(row: Deadline, firing: Firing, *, now: datetime) -> None:
    """Put the row where the firing leaves it; past its due time it is breached until somebody acts."""
    row.step_no = firing.step_no
    row.repeat_no = firing.repeat_no
    row.held_at = None
    _mark_breached(row, now)
    row.next_action_at = _next_look(row, firing.next_action_at)


def hold_deadline(row: Deadline, *, until: datetime, now: datetime) -> None:
    """Look at its due steps again at that time; none of them is taken yet."""
    row.next_action_at = until
    row.held_at = now
    _mark_breached(row, now)


def ends_now(row: Deadline, now: datetime) -> bool:
    """A period of days whose last day is over, for the first time it is looked at since."""
    return (
        row.clock is DeadlineClock.LEGAL
        and row.state is DeadlineState.ARMED
        and now >= over_from(row.clock, row.due_at)
    )


def add_steps(row: Deadline, steps: Sequence[PlannedStep]) -> None:
    """Behind those of its plan, in the same generation."""
    row.plan = [*row.plan, *plan_to_row(steps)]


def breach_deadline(row: Deadline) -> None:
    """It is over already; the steps left in its plan, if any, are all that follows."""
    row.state = DeadlineState.BREACHED
    row.next_action_at = next_planned_at(row)


def next_planned_at(row: Deadline) -> datetime | None:
    """When its plan goes on, whatever it waits for now. Raises whatever a broken plan makes it raise."""
    return next_action_at(plan_from_row(row.plan), step_no=row.step_no, repeat_no=row.repeat_no)


def _mark_breached(row: Deadline, now: datetime) -> None:
    if now >= over_from(row.clock, row.due_at):
        row.state = DeadlineState.BREACHED


def _next_look(row: Deadline, next_step_at: datetime | None) -> datetime | None:
    """Nothing armed sleeps: without a step to come it is looked at when it is over."""
    if next_step_at is None and row.state is DeadlineState.ARMED:
        return over_from(row.clock, row.due_at)
    return next_step_at


def planned_of_row(row: Deadline) -> PlannedDeadline:
    """The deadline as the rules see it, with every step of its plan."""
    return PlannedDeadline(
        kind=row.kind,
        clock=row.clock,
        due_at=row.due_at,
        steps=plan_from_row(row.plan),
        entitled_person=row.entitled_person,
        anchor_at=row.anchor_at,
        anchor_on=row.anchor_on,
        due_on=row.due_on,
        budget_s=row.budget_s,
        estimated=row.estimated,
        check=row.check_needed,
    )


def replan_deadline(row: Deadline, planned: PlannedDeadline, *, severity: Severity) -> None:
    """Give a live deadline a new plan: a new generation, whose firings are its own."""
    row.severity = severity
    row.clock = planned.clock
    row.generation += 1
    row.due_at = planned.due_at
    row.due_on = planned.due_on
    row.anchor_at = planned.anchor_at
    row.anchor_on = planned.anchor_on
    row.budget_s = planned.budget_s
    row.estimated = planned.estimated
    row.check_needed = planned.check
    row.beyond_calendar = planned.beyond_calendar
    row.plan = plan_to_row(planned.steps)
    row.step_no = 0
    row.repeat_no = 0
    row.held_at = None
    if row.state is DeadlineState.BREACHED:
        row.state = DeadlineState.ARMED
    row.next_action_at = None
    if row.state is not DeadlineState.PAUSED:
        row.next_action_at = _next_look(row, next_action_at(planned.steps, step_no=0, repeat_no=0))
