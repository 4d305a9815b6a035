"""Which steps of a deadline are due now, and when the next one is.

Times come from the plan, never from `now`, so nothing drifts. After a gap only the newest due steps fire;
the older ones are recorded as skipped and their audiences are told together with the newest.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from models.rules.decision import PlannedStep
from models.vocabulary import Audience, StepKind


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step at its place in the plan; `repeat_no` counts from 1 for repeats and is 0 otherwise."""

    step_no: int
    repeat_no: int
    audience: Audience
    step: StepKind
    planned_at: datetime
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Firing:
    """What a deadline does now and where it stands afterwards."""

    taken: tuple[StepTaken, ...]
    step_no: int
    repeat_no: int
    next_action_at: datetime | None


def take_due_steps(plan: Sequence[PlannedStep], *, step_no: int, repeat_no: int, now: datetime) -> Firing:
    """Steps of `plan` (ordered by time) from `step_no` on that are due at `now`.

    `repeat_no` is the number of repeats of the last step that have been taken.
    """
    due = [
        StepTaken(number, 0, step.audience, step.step, step.at)
        for number, step in enumerate(plan)
        if number >= step_no and step.at <= now
    ]
    step_no += len(due)
    if step_no == len(plan) and plan:
        repeats, repeat_no = _due_repeats(plan, repeat_no, now)
        due += repeats
    return Firing(
        taken=_mark_skipped(due),
        step_no=step_no,
        repeat_no=repeat_no,
        next_action_at=next_action_at(plan, step_no=step_no, repeat_no=repeat_no),
    )


def next_action_at(plan: Sequence[PlannedStep], *, step_no: int, repeat_no: int) -> datetime | None:
    """When the next step or repeat is planned; None when nothing follows."""
    if step_no < len(plan):
        return plan[step_no].at
    interval = _interval(plan)
    return None if interval is None else plan[-1].at + (repeat_no + 1) * interval


def leave_out_told(firing: Firing, told: Container[tuple[int, int]]) -> Firing:
    """Without the steps, named by number and repeat, that are recorded as told already."""
    left = [taken for taken in firing.taken if (taken.step_no, taken.repeat_no) not in told]
    return replace(firing, taken=_mark_skipped(left))


def rewind_repeats(plan: Sequence[PlannedStep], *, repeat_no: int, now: datetime) -> int:
    """How many repeats are over by this clock, at most `repeat_no`.

    A clock that ran ahead has taken repeats whose time has not come: set right, they would stay away until
    it is where the wrong one was.
    """
    interval = _interval(plan)
    if interval is None:
        return repeat_no
    return max(0, min(repeat_no, (now - plan[-1].at) // interval))


def _mark_skipped(due: Sequence[StepTaken]) -> tuple[StepTaken, ...]:
    newest = max((taken.planned_at for taken in due), default=None)
    return tuple(replace(taken, skipped=taken.planned_at != newest) for taken in due)


def _due_repeats(plan: Sequence[PlannedStep], taken: int, now: datetime) -> tuple[list[StepTaken], int]:
    """Of all repeats due, the newest alone is taken: an outage of a week is no reason for a week of mails."""
    interval = _interval(plan)
    if interval is None:
        return [], taken
    newest = max((now - plan[-1].at) // interval, taken)
    if newest == taken:
        return [], taken
    last_at = plan[-1].at
    told = [(number, step) for number, step in enumerate(plan) if step.at == last_at]
    planned_at = last_at + newest * interval
    repeats = [StepTaken(number, newest, step.audience, StepKind.REPEAT, planned_at) for number, step in told]
    return repeats, newest


def _interval(plan: Sequence[PlannedStep]) -> timedelta | None:
    if not plan or plan[-1].repeat_every_s is None:
        return None
    return timedelta(seconds=plan[-1].repeat_every_s)
