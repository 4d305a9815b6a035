"""The deadlines a pause stops: stopped, moved along with the pause, run on after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.calendar import office_calendar
from models.rules.pausing import PAUSABLE, count_own_time
from models.rules.replanning import resume_deadline
from models.store.case_actions import list_case_actions
from models.store.deadlines import (
    breach_deadline,
    lock_live_deadlines,
    planned_of_row,
    replan_deadline,
)
from models.store.open_cases import OpenCase
from models.tables import Deadline
from models.vocabulary import CaseActionKind, DeadlineState


async def stop_deadlines(session: AsyncSession, opened: OpenCase, *, now: datetime) -> Sequence[Deadline]:
    """Pause them, with the seconds of their own clock that they have used so far in all."""
    case = opened.case
    calendar = office_calendar(opened.ruleset, case.office_id)
    resumed = await list_case_actions(session, case.case_id, CaseActionKind.RESUME)
    running_since = resumed[-1].taken_at if resumed else case.submitted_at
    rows = await lock_live_deadlines(session, case.case_id, PAUSABLE)
    for row in rows:
        begun_at = max(row.anchor_at or running_since, running_since)
        row.consumed_s += count_own_time(row.clock, begun_at, now, calendar=calendar)
        row.state = DeadlineState.PAUSED
        row.next_action_at = row.held_at = None
    return rows


async def move_pause(session: AsyncSession, opened: OpenCase, *, now: datetime) -> None:
    """Count the pause so far into the paused deadlines, so that they can be planned anew from now.

    Afterwards the pause counts from now on; its end stays. Nothing happens without one.
    """
    case = opened.case
    if case.paused_at is None or case.pause_ends_at is None:
        return
    until = min(now, case.pause_ends_at)
    for row in await _lock_paused(session, opened):
        _move(row, opened, paused_at=case.paused_at, resumed_at=until)
    case.paused_at = until


async def run_deadlines_on(
    session: AsyncSession, opened: OpenCase, *, resumed_at: datetime
) -> Sequence[Deadline]:
    """Each is as far from its steps as when the pause began; one that was over already stays breached."""
    paused_at = opened.case.paused_at or resumed_at
    rows = await _lock_paused(session, opened)
    for row in rows:
        row.state = DeadlineState.ARMED
        _move(row, opened, paused_at=paused_at, resumed_at=resumed_at)
        if row.due_at <= resumed_at:
            breach_deadline(row)
    return rows


async def _lock_paused(session: AsyncSession, opened: OpenCase) -> list[Deadline]:
    rows = await lock_live_deadlines(session, opened.case.case_id, PAUSABLE)
    return [row for row in rows if row.state is DeadlineState.PAUSED]


def _move(row: Deadline, opened: OpenCase, *, paused_at: datetime, resumed_at: datetime) -> None:
    planned = resume_deadline(
        planned_of_row(row),
        office=opened.case.office_id,
        ruleset=opened.ruleset,
        paused_at=paused_at,
        resumed_at=resumed_at,
        steps_taken=row.step_no,
        repeats_taken=row.repeat_no,
    )
    replan_deadline(row, planned, severity=row.severity)
