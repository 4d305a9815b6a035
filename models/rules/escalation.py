"""Who is told when on the way to a deadline and after it: a ladder turned into moments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models.rules.calendar import OfficeCalendar
from models.rules.deadline_rules import Ladder, StepRule
from models.rules.decision import PlannedStep
from models.rules.legal_days import local_moment
from models.vocabulary import Audience, DeadlineClock, Severity, StepKind

_FULL_TIME_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Course:
    """One deadline's way from its start to its due time, as its steps see it.

    `has_office` is false when every office is excluded: then the coordination is told everything.
    """

    clock: DeadlineClock
    started_at: datetime
    due_at: datetime
    due_on: date
    severity: Severity
    calendar: OfficeCalendar
    has_office: bool = True


def plan_steps(ladder: Ladder, course: Course, *, earliest: datetime) -> tuple[PlannedStep, ...]:
    """Every step not before `earliest`, by time; when none is left, `due` fires at `earliest`.

    The last step carries the pause after which it is repeated, if the policy repeats it at this severity.
    """
    own_time_s = _own_time_s(course)
    moments = [(_moment_of(rule, course, own_time_s=own_time_s), rule) for rule in ladder.steps]
    ahead = [(at, rule) for at, rule in moments if at >= earliest]
    if not ahead:
        ahead = [(earliest, rule) for _, rule in moments if rule.step is StepKind.DUE]
    ahead.sort(key=lambda entry: entry[0])
    planned = [step for at, rule in ahead for step in _tell(rule.audiences, rule.step, at=at, course=course)]
    return carry_repeat(planned, ladder.repeat_every_s.get(course.severity))


def plan_overdue_steps(ladder: Ladder, course: Course, *, now: datetime) -> tuple[PlannedStep, ...]:
    """A legal deadline that was over before the report came: everybody concerned learns it at once."""
    return tuple(_tell(ladder.overdue_audiences, StepKind.OVERDUE, at=now, course=course))


def _own_time_s(course: Course) -> int:
    """Seconds from start to due time on the deadline's own clock."""
    if course.clock in {DeadlineClock.OFFICE_HOURS, DeadlineClock.OFFICE_DAYS}:
        return course.calendar.count_office_time(course.started_at, course.due_at)
    return int((course.due_at - course.started_at).total_seconds())


def _moment_of(rule: StepRule, course: Course, *, own_time_s: int) -> datetime:
    calendar = course.calendar
    if rule.days_before is not None and rule.at is not None:
        return local_moment(course.due_on - timedelta(days=rule.days_before), rule.at, zone=calendar.zone)
    if rule.office_days_before is not None:
        return calendar.opening_of(calendar.office_day_before(course.due_on, rule.office_days_before))
    if rule.office_days_after is not None:
        return calendar.closing_of(calendar.office_day_after(course.due_on, rule.office_days_after))
    percent = rule.percent or _FULL_TIME_PERCENT
    if percent == _FULL_TIME_PERCENT:
        return course.due_at
    part_s = own_time_s * percent // _FULL_TIME_PERCENT
    if course.clock in {DeadlineClock.OFFICE_HOURS, DeadlineClock.OFFICE_DAYS}:
        return calendar.add_office_time(course.started_at, part_s)
    return course.started_at + timedelta(seconds=part_s)


def _tell(
    audiences: tuple[Audience, ...], step: StepKind, *, at: datetime, course: Course
) -> Iterator[PlannedStep]:
    told = audiences if course.has_office else (Audience.COORDINATION,)
    return (PlannedStep(at=at, audience=audience, step=step) for audience in told)


def carry_repeat(planned: list[PlannedStep], pause_s: int | None) -> tuple[PlannedStep, ...]:
    """Put the pause in seconds on everything that is told at the last moment."""
    if pause_s is None or not planned:
        return tuple(planned)
    last_at = planned[-1].at
    return tuple(replace(step, repeat_every_s=pause_s) if step.at == last_at else step for step in planned)
