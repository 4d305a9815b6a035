"""When a deadline is over, and who hears that a period of days ended without anybody having acted.

The ladders of service deadlines go on after the due time themselves. A period of days has its last step in
the morning of its last day; what the policy says of a period that is over (`overdue_audiences`) is told once
more, on the next morning, and never at the midnight at which it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from models.rules.calendar import office_calendar
from models.rules.decision import PlannedStep
from models.rules.legal_days import local_moment
from models.rules.ruleset import Ruleset
from models.vocabulary import Audience, DeadlineClock, DeadlineKind, StepKind

_TOLD_AT = time(9)


def over_from(clock: DeadlineClock, due_at: datetime) -> datetime:
    """The first instant at which it is too late: a day is over after its last second, not with it."""
    return due_at + timedelta(seconds=1) if clock is DeadlineClock.LEGAL else due_at


def plan_after_end(
    plan: Sequence[PlannedStep],
    *,
    kind: DeadlineKind,
    due_at: datetime,
    due_on: date | None,
    estimated: bool,
    office: str | None,
    ruleset: Ruleset,
) -> tuple[PlannedStep, ...]:
    """What is told of a period that is over, to go behind its `plan`.

    Nothing when it is told already (the period was planned after its end), when the end is an estimate, and
    for a question, which is no period.
    """
    rule = ruleset.deadline_rule_by_kind.get(kind)
    if rule is None or due_on is None or estimated or any(step.at > due_at for step in plan):
        return ()
    zone = office_calendar(ruleset, office).zone
    at = local_moment(due_on + timedelta(days=1), _TOLD_AT, zone=zone)
    audiences = ruleset.ladder_by_id[rule.ladder].overdue_audiences
    told = audiences if office is not None else (Audience.COORDINATION,)
    return tuple(PlannedStep(at=at, audience=audience, step=StepKind.ESCALATION) for audience in told)
