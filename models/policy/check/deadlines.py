"""Deadlines: every report gets its own at any time of the year, and the calendar reaches far enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from models.policy.check.witnesses import calm_report, level_of, reports_for
from models.policy.consistency.problem import Problem
from models.rules.deadlines import plan_deadlines
from models.rules.decision import PlannedDeadline
from models.rules.facts import ReportFacts
from models.rules.legal_days import add_months
from models.rules.ruleset import Ruleset
from models.vocabulary import DeadlineKind, Severity

_HORIZON_MONTHS = 13
_OWED_TO_EVERY_REPORT = (
    DeadlineKind.ACKNOWLEDGE,
    DeadlineKind.FIRST_CONTACT,
    DeadlineKind.REVIEW,
    DeadlineKind.FEEDBACK,
)
_SLOWER = (
    "kann später ablaufen als bei der Dringlichkeit darunter; bitte kürzen / "
    "may be due later than at the severity below; shorten it"
)
_TOO_SELDOM_OPEN = (
    "die Stelle ist für ihre Fristen nicht lange genug geöffnet; bitte Zeiten ergänzen / "
    "the office is not open long enough for its deadlines; add hours"
)
_EVERY_DAYS = 5
_HOURS = (2, 9, 12, 15)


def deadline_problems(ruleset: Ruleset, *, today: date) -> Iterator[Problem]:
    """Missing deadlines, dead rules, offices that are never open, a calendar that ends too soon."""
    yield from _missing_problems(ruleset, today)
    yield from _dead_rule_problems(ruleset, today)
    frozen_until = ruleset.calendar.frozen_until
    if frozen_until is None or frozen_until < add_months(today, _HORIZON_MONTHS):
        yield (
            "calendar",
            f"die Feiertage gelten keine {_HORIZON_MONTHS} Monate mehr; bitte neu in Kraft setzen / "
            f"the holidays are frozen for less than {_HORIZON_MONTHS} months; put a new version in force",
        )


def _missing_problems(ruleset: Ruleset, today: date) -> Iterator[Problem]:
    facts = calm_report(ruleset)
    found: set[Problem] = set()
    own_hours = [office.id for office in ruleset.offices if office.hours is not None]
    for office in (*own_hours, None):
        dues: dict[tuple[datetime, DeadlineKind], datetime] = {}  # those of the severity below
        for severity in Severity:
            for moment in _moments(today):
                try:
                    planned = plan_deadlines(
                        facts, severity, office=office, ruleset=ruleset, submitted_at=moment
                    )
                except LookupError:
                    place = "calendar.hours" if office is None else f"offices ({office}).hours"
                    found.add((place, _TOO_SELDOM_OPEN))
                    break
                kinds = {deadline.kind for deadline in planned if deadline.steps}
                for deadline in planned:
                    if deadline.due_at > dues.get((moment, deadline.kind), deadline.due_at):
                        found.add((f"deadline_rules ({deadline.kind}).budgets.{severity}", _SLOWER))
                    dues[moment, deadline.kind] = deadline.due_at
                found |= {
                    (
                        f"deadline_rules ({kind})",
                        f"eine Meldung der Stufe {severity} erhält diese Frist nicht; bitte `when` weiten / "
                        f"a report of severity {severity} gets no such deadline; widen `when`",
                    )
                    for kind in _OWED_TO_EVERY_REPORT
                    if kind not in kinds
                }
    yield from sorted(found)


def _dead_rule_problems(ruleset: Ruleset, today: date) -> Iterator[Problem]:
    moment = datetime.combine(today, time(12), UTC)
    for rule in ruleset.deadline_rules:
        if not any(
            rule.kind is deadline.kind
            for facts in reports_for(rule.when, ruleset)
            for deadline in _plan_knowing_all_dates(facts, ruleset, moment)
        ):
            yield (
                f"deadline_rules ({rule.kind})",
                "ist wirkungslos: keine Meldung erhält diese Frist; bitte `when` ändern / "
                "is dead: no report gets this deadline; change `when`",
            )


def _plan_knowing_all_dates(
    facts: ReportFacts, ruleset: Ruleset, moment: datetime
) -> tuple[PlannedDeadline, ...]:
    today = moment.date()
    known = replace(facts, offender_known_on=today, discrimination_known_on=today, occurred_on=today)
    level = level_of(known, ruleset)
    return plan_deadlines(known, level, office=None, ruleset=ruleset, submitted_at=moment)


def _moments(today: date) -> Iterator[datetime]:
    """Times of day all through the coming year."""
    for days in range(0, 366, _EVERY_DAYS):
        for hour in _HOURS:
            yield datetime.combine(today + timedelta(days=days), time(hour), UTC)
