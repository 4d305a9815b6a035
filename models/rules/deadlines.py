"""Until when what has to have happened: service deadlines of the offices and periods of the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache

from models.rules.calendar import office_calendar
from models.rules.condition import any_holds
from models.rules.deadline_rules import Anchor, DeadlineRule
from models.rules.decision import PlannedDeadline
from models.rules.escalation import Course, plan_overdue_steps, plan_steps
from models.rules.facts import ReportFacts
from models.rules.legal_days import LAST_SECOND, add_months, local_moment, move_to_working_day
from models.rules.ruleset import Ruleset
from models.vocabulary import DeadlineClock, DeadlineKind, EntitledPerson, Severity


def plan_deadlines(
    facts: ReportFacts, severity: Severity, *, office: str | None, ruleset: Ruleset, submitted_at: datetime
) -> tuple[PlannedDeadline, ...]:
    """Every deadline of a new case with all its steps, in the policy's order.

    `severity` is the final one. `office` None (all excluded) counts by the municipality's hours.
    Fractions of a second of `submitted_at` are cut.
    """
    now = cut_to_second(submitted_at)
    planned: list[PlannedDeadline] = []
    for rule in ruleset.deadline_rules:
        if not any_holds(rule.when, facts, severity=severity):
            continue
        for anchor in rule.anchors:
            started_on = _anchor_day(anchor, facts)
            if started_on is None and anchor is not Anchor.SUBMISSION:
                continue
            if started_on is None and rule.budgets[severity].clock is not DeadlineClock.LEGAL:
                planned.append(
                    plan_service_deadline(rule.kind, severity, office=office, ruleset=ruleset, started_at=now)
                )
            else:
                planned.append(
                    plan_legal_deadline(
                        rule.kind,
                        severity,
                        office=office,
                        ruleset=ruleset,
                        anchor_on=started_on,
                        now=now,
                        estimated=anchor in rule.estimated_anchors,
                        check=needs_check(rule, facts),
                    )
                )
            break
    return tuple(planned)


def plan_deadline_of_superior(
    facts: ReportFacts,
    severity: Severity,
    *,
    office: str | None,
    ruleset: Ruleset,
    known_on: date,
    now: datetime,
) -> PlannedDeadline | None:
    """The Strafantrag deadline of the affected office holder's superior, who has an own day of knowledge.

    § 77a StGB gives the superior the right, § 77b (2) StGB counts from the superior's knowledge. A report
    does not say that day: a person enters `known_on`. None when the policy sees no such right in this case.
    """
    for rule in ruleset.deadline_rules:
        applies = rule.kind is DeadlineKind.STRAFANTRAG and facts.affected_role in rule.superior_for_roles
        if applies and any_holds(rule.when, facts, severity=severity):
            return plan_legal_deadline(
                rule.kind,
                severity,
                office=office,
                ruleset=ruleset,
                anchor_on=known_on,
                now=cut_to_second(now),
                check=needs_check(rule, facts),
                entitled_person=EntitledPerson.SUPERIOR,
            )
    return None


@lru_cache(maxsize=4096)
def plan_service_deadline(
    kind: DeadlineKind, severity: Severity, *, office: str | None, ruleset: Ruleset, started_at: datetime
) -> PlannedDeadline:
    """A deadline of the offices' own that runs from `started_at` (whole seconds) at this severity."""
    rule = ruleset.deadline_rule_by_kind[kind]
    budget = rule.budgets[severity]
    calendar = office_calendar(ruleset, office)
    match budget.clock:
        case DeadlineClock.OFFICE_HOURS:
            due_at = calendar.add_office_time(started_at, budget.total_s)
        case DeadlineClock.OFFICE_DAYS:
            due_at = calendar.closing_of(
                calendar.office_day_after(calendar.local_day(started_at), budget.days)
            )
        case _:
            due_at = datetime.fromtimestamp(int(started_at.timestamp()) + budget.total_s, UTC)
    due_on = calendar.local_day(due_at)
    course = Course(
        clock=budget.clock,
        started_at=started_at,
        due_at=due_at,
        due_on=due_on,
        severity=severity,
        calendar=calendar,
        has_office=office is not None,
    )
    return PlannedDeadline(
        kind=rule.kind,
        clock=budget.clock,
        due_at=due_at,
        steps=plan_steps(ruleset.ladder_by_id[rule.ladder], course, earliest=started_at),
        entitled_person=rule.entitled_person,
        anchor_at=started_at,
        budget_s=budget.total_s or None,
        beyond_calendar=is_beyond_calendar(due_on, ruleset) and budget.clock is not DeadlineClock.ELAPSED,
    )


@lru_cache(maxsize=4096)
def plan_legal_deadline(
    kind: DeadlineKind,
    severity: Severity,
    *,
    office: str | None,
    ruleset: Ruleset,
    anchor_on: date | None,
    now: datetime,
    estimated: bool = False,
    check: bool = False,
    entitled_person: EntitledPerson | None = None,
) -> PlannedDeadline:
    """A period of months; `anchor_on` None is the local day of `now` (whole seconds).

    Over already: listed with its past date and one step now. An estimate is never said to be over.
    """
    rule = ruleset.deadline_rule_by_kind[kind]
    calendar = office_calendar(ruleset, office)
    anchor_on = calendar.local_day(now) if anchor_on is None else anchor_on
    last_day = add_months(anchor_on, rule.budgets[severity].months)
    planned = plan_until_day(
        kind,
        severity,
        office=office,
        ruleset=ruleset,
        due_on=move_to_working_day(last_day, ruleset.calendar.public_holidays),
        now=now,
        entitled_person=entitled_person,
        estimated=estimated,
    )
    return replace(planned, anchor_on=anchor_on, check=check)


def plan_until_day(
    kind: DeadlineKind,
    severity: Severity,
    *,
    office: str | None,
    ruleset: Ruleset,
    due_on: date,
    now: datetime,
    entitled_person: EntitledPerson | None = None,
    estimated: bool = False,
) -> PlannedDeadline:
    """A deadline of the legal clock that ends with this local day, wherever the day comes from.

    `now` (whole seconds) is the earliest moment of a step.
    """
    rule = ruleset.deadline_rule_by_kind[kind]
    calendar = office_calendar(ruleset, office)
    due_at = local_moment(due_on, LAST_SECOND, zone=calendar.zone)
    overdue = due_at < now and not estimated
    course = Course(
        clock=DeadlineClock.LEGAL,
        started_at=now,
        due_at=due_at,
        due_on=due_on,
        severity=severity,
        calendar=calendar,
        has_office=office is not None,
    )
    ladder = ruleset.ladder_by_id[rule.ladder]
    if overdue:
        steps = plan_overdue_steps(ladder, course, now=now)
    else:
        steps = plan_steps(ladder, course, earliest=now)
    return PlannedDeadline(
        kind=rule.kind,
        clock=DeadlineClock.LEGAL,
        due_at=due_at,
        steps=steps,
        entitled_person=rule.entitled_person if entitled_person is None else entitled_person,
        due_on=due_on,
        overdue=overdue,
        estimated=estimated,
        beyond_calendar=is_beyond_calendar(due_on, ruleset),
    )


def cut_to_second(moment: datetime) -> datetime:
    """Deadlines are counted in whole seconds of UTC."""
    return moment.astimezone(UTC).replace(microsecond=0)


def is_beyond_calendar(day: date, ruleset: Ruleset) -> bool:
    """Whether the holidays around `day` are computed and not frozen with the policy version."""
    frozen_until = ruleset.calendar.frozen_until
    return frozen_until is not None and day > frozen_until


def needs_check(rule: DeadlineRule, facts: ReportFacts) -> bool:
    """Whether a person has to check that the deed is prosecuted on application at all."""
    return bool(rule.check_unless_kinds) and rule.check_unless_kinds.isdisjoint(facts.incident_kinds)


def _anchor_day(anchor: Anchor, facts: ReportFacts) -> date | None:
    match anchor:
        case Anchor.OFFENDER_KNOWN_ON:
            return facts.offender_known_on
        case Anchor.DISCRIMINATION_KNOWN_ON:
            return facts.discrimination_known_on
        case Anchor.OCCURRED_ON:
            return facts.occurred_on
        case Anchor.SUBMISSION:
            return None
