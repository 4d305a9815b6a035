"""Deadlines of a case whose severity was raised, that was handed over, or that went on after a pause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from models.rules.calendar import OfficeCalendar, office_calendar
from models.rules.deadlines import cut_to_second, is_beyond_calendar, plan_service_deadline
from models.rules.decision import PlannedDeadline, PlannedStep
from models.rules.escalation import Course, carry_repeat, plan_steps
from models.rules.legal_days import LAST_SECOND, local_moment
from models.rules.ruleset import Ruleset
from models.vocabulary import Audience, CaseState, DeadlineClock, DeadlineKind, Severity, StepKind


def replan_deadlines(
    standing: Iterable[PlannedDeadline],
    *,
    before: Severity,
    after: Severity,
    office: str | None,
    ruleset: Ruleset,
    raised_at: datetime,
) -> tuple[PlannedDeadline, ...]:
    """New plans of the standing (not yet met) service deadlines after the severity was changed.

    Raising runs the new level's time from the moment of raising, never later than the deadline that stood
    before; lowering moves nothing and returns (). Legal periods depend on no severity and are left out. No
    audience that is still to be told is told later than by the standing plan.
    """
    if after.rank <= before.rank:
        return ()
    now = cut_to_second(raised_at)
    return tuple(
        _merge(
            deadline,
            plan_service_deadline(deadline.kind, after, office=office, ruleset=ruleset, started_at=now),
            now=now,
        )
        for deadline in standing
        if deadline.clock is not DeadlineClock.LEGAL
    )


def replan_handed_over(
    standing: PlannedDeadline | None,
    *,
    severity: Severity,
    office: str | None,
    ruleset: Ruleset,
    handed_over_at: datetime,
) -> PlannedDeadline:
    """The acknowledge deadline of the office that takes over: what is left or the policy's time.

    The smaller of the two counts. `standing` is the acknowledge deadline that is still open, None when it
    was met already. The other deadlines of the case are never restarted by a hand-over.
    """
    now = cut_to_second(handed_over_at)
    fresh = plan_service_deadline(
        DeadlineKind.ACKNOWLEDGE, severity, office=office, ruleset=ruleset, started_at=now
    )
    return fresh if standing is None else _merge(standing, fresh, now=now)


def needs_taking_again(
    state: CaseState, *, taken_at: datetime | None, first_contact_at: datetime | None
) -> bool:
    """Whether a case whose first contact is over counts as untaken again: taken, at work, nobody reached.

    A case that waits for somebody to take it has its acknowledge deadline already, a paused one stands still.
    """
    at_work = state in {CaseState.ACKNOWLEDGED, CaseState.IN_PROGRESS}
    return at_work and taken_at is not None and first_contact_at is None


def plan_armed_again(
    severity: Severity, *, office: str | None, ruleset: Ruleset, armed_at: datetime
) -> PlannedDeadline:
    """The acknowledge deadline of a taken case without a first contact: the policy's whole time from now."""
    now = cut_to_second(armed_at)
    return plan_service_deadline(
        DeadlineKind.ACKNOWLEDGE, severity, office=office, ruleset=ruleset, started_at=now
    )


def resume_deadline(
    standing: PlannedDeadline,
    *,
    office: str | None,
    ruleset: Ruleset,
    paused_at: datetime,
    resumed_at: datetime,
    steps_taken: int | None = None,
    repeats_taken: int = 0,
) -> PlannedDeadline:
    """The rest of a service deadline after a pause: what was still to come is as far away as it was.

    Elapsed clocks move by the length of the pause, office clocks by the office time in it. Steps taken
    before the pause are left out: the first `steps_taken`, or those planned before it when it is None. A step
    that was due and not taken keeps its time. Repeats go on at their pace. Legal periods are never paused
    (ValueError).
    """
    if standing.clock is DeadlineClock.LEGAL:
        raise ValueError("a legal period is never paused")
    start, end = cut_to_second(paused_at), cut_to_second(resumed_at)
    calendar = office_calendar(ruleset, office)
    due_at = _move(standing.due_at, standing.clock, calendar=calendar, start=start, end=end)
    if steps_taken is None:
        steps_taken = sum(step.at <= start for step in standing.steps)
    left = standing.steps[steps_taken:] or _next_repeat(standing.steps, repeats_taken)
    steps = tuple(
        replace(step, at=_move(step.at, standing.clock, calendar=calendar, start=start, end=end))
        for step in left
    )
    return replace(
        standing,
        due_at=due_at,
        steps=steps,
        beyond_calendar=standing.clock is not DeadlineClock.ELAPSED
        and is_beyond_calendar(calendar.local_day(due_at), ruleset),
    )


def _next_repeat(steps: tuple[PlannedStep, ...], repeats_taken: int) -> tuple[PlannedStep, ...]:
    """The steps of the last moment once more, at their next repeat; () when the plan repeats nothing."""
    pause_s = steps[-1].repeat_every_s if steps else None
    if pause_s is None:
        return ()
    at = steps[-1].at + (repeats_taken + 1) * timedelta(seconds=pause_s)
    return tuple(replace(step, at=at) for step in steps if step.at == steps[-1].at)


def plan_extended(
    standing: PlannedDeadline,
    due_at: datetime,
    *,
    severity: Severity,
    office: str | None,
    ruleset: Ruleset,
    extended_at: datetime,
) -> PlannedDeadline:
    """The deadline with a later due time a person chose, and its steps on the way there from now on.

    A deadline of the legal clock ends with the end of the local day.
    """
    now = cut_to_second(extended_at)
    calendar = office_calendar(ruleset, office)
    due_on = calendar.local_day(due_at)
    if standing.clock is DeadlineClock.LEGAL:
        due_at = local_moment(due_on, LAST_SECOND, zone=calendar.zone)
    due_at = cut_to_second(due_at)
    course = Course(
        clock=standing.clock,
        started_at=now,
        due_at=due_at,
        due_on=due_on,
        severity=severity,
        calendar=calendar,
        has_office=office is not None,
    )
    rule = ruleset.deadline_rule_by_kind[standing.kind]
    return replace(
        standing,
        due_at=due_at,
        due_on=due_on if standing.clock is DeadlineClock.LEGAL else None,
        steps=plan_steps(ruleset.ladder_by_id[rule.ladder], course, earliest=now),
        beyond_calendar=standing.clock is not DeadlineClock.ELAPSED and is_beyond_calendar(due_on, ruleset),
    )


def _merge(standing: PlannedDeadline, fresh: PlannedDeadline, *, now: datetime) -> PlannedDeadline:
    """The earlier due time, and each step still ahead at the earlier of its two times.

    When the standing deadline is over already, its `due` is told again at once: to the audience of the new
    severity, or of the new office.
    """
    due_at = min(standing.due_at, fresh.due_at)
    ahead = {key: step.at for key, step in _number_from_the_end(standing.steps) if step.at > now}
    steps = []
    for key, step in _number_from_the_end(fresh.steps):
        at = max(now, due_at) if step.step is StepKind.DUE else min(step.at, ahead.get(key, step.at))
        if step.step is not StepKind.REMINDER or at < due_at:
            steps.append(replace(step, at=at, repeat_every_s=None))
    steps.sort(key=lambda step: step.at)
    return replace(
        fresh,
        due_at=due_at,
        steps=carry_repeat(steps, fresh.steps[-1].repeat_every_s if fresh.steps else None),
    )


def _number_from_the_end(
    steps: tuple[PlannedStep, ...],
) -> list[tuple[tuple[Audience, StepKind, int], PlannedStep]]:
    """Steps with a name that is the same in two plans of one ladder, though the early ones may be missing."""
    counts: Counter[tuple[Audience, StepKind]] = Counter()
    numbered = []
    for step in reversed(steps):
        counts[step.audience, step.step] += 1
        numbered.append(((step.audience, step.step, counts[step.audience, step.step]), step))
    return numbered[::-1]


def _move(
    moment: datetime, clock: DeadlineClock, *, calendar: OfficeCalendar, start: datetime, end: datetime
) -> datetime:
    if moment <= start:
        return moment
    if clock is DeadlineClock.ELAPSED:
        return moment + (end - start)
    left_s = calendar.count_office_time(start, moment)
    return calendar.add_office_time(end, left_s) if left_s else calendar.next_open_moment(end)
