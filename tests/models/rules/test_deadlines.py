"""Every cell of the table of deadlines, and the periods of the law."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.deadlines import plan_deadline_of_superior, plan_deadlines
from models.rules.decision import PlannedDeadline
from models.rules.facts import ReportFacts
from models.vocabulary import (
    AffectedRole,
    DeadlineClock,
    DeadlineKind,
    EntitledPerson,
    IncidentKind,
    Perpetrator,
    Severity,
)
from tests.models.rules.samples import MONDAY, RULES, calm_report, day, local

ALWAYS = [DeadlineKind.ACKNOWLEDGE, DeadlineKind.FIRST_CONTACT, DeadlineKind.REVIEW, DeadlineKind.FEEDBACK]


def plan(
    facts: ReportFacts | None = None,
    severity: str = "medium",
    *,
    at: datetime = MONDAY,
    office: str | None = "prevention",
) -> dict[DeadlineKind, PlannedDeadline]:
    facts = calm_report() if facts is None else facts
    planned = plan_deadlines(facts, Severity(severity), office=office, ruleset=RULES, submitted_at=at)
    by_kind = {deadline.kind: deadline for deadline in planned}
    assert len(by_kind) == len(planned)
    return by_kind


@pytest.mark.parametrize(
    ("kind", "severity", "clock", "due"),
    [
        # Submitted on Monday, 23 November 2026 at 10:00.
        ("acknowledge", "critical", "elapsed", "2026-11-23 11:00"),
        ("acknowledge", "high", "elapsed", "2026-11-23 14:00"),
        ("acknowledge", "medium", "office_hours", "2026-11-24 11:30"),
        ("acknowledge", "low", "office_hours", "2026-11-25 14:00"),
        ("first_contact", "critical", "elapsed", "2026-11-23 14:00"),
        ("first_contact", "high", "elapsed", "2026-11-24 10:00"),
        ("first_contact", "medium", "office_days", "2026-11-26 16:00"),
        ("first_contact", "low", "office_days", "2026-11-30 16:00"),
        ("review", "critical", "office_days", "2026-11-24 16:00"),
        ("review", "high", "office_days", "2026-11-25 16:00"),
        ("review", "medium", "office_days", "2026-11-30 16:00"),
        ("review", "low", "office_days", "2026-12-07 16:00"),
        ("feedback", "critical", "legal", "2027-02-23 23:59:59"),
        ("feedback", "high", "legal", "2027-02-23 23:59:59"),
        ("feedback", "medium", "legal", "2027-02-23 23:59:59"),
        ("feedback", "low", "legal", "2027-02-23 23:59:59"),
    ],
)
def test_each_cell_of_the_table(kind: str, severity: str, clock: str, due: str) -> None:
    deadline = plan(severity=severity)[DeadlineKind(kind)]
    assert (deadline.clock, deadline.due_at) == (clock, local(due))


def test_every_report_has_four_deadlines_in_the_order_of_the_table() -> None:
    assert list(plan()) == ALWAYS


@pytest.mark.parametrize(
    ("at", "severity", "kind", "due"),
    [
        ("2026-11-27 12:30", "medium", "acknowledge", "2026-12-01 10:00"),  # Friday noon
        ("2026-11-28 03:00", "critical", "acknowledge", "2026-11-28 04:00"),  # at night and on a Saturday
        ("2026-11-28 03:00", "critical", "review", "2026-11-30 16:00"),
        ("2026-12-23 10:00", "medium", "first_contact", "2026-12-30 16:00"),
        ("2026-12-18 10:00", "low", "review", "2027-01-08 12:30"),
        ("2025-08-07 10:00", "high", "review", "2025-08-12 16:00"),
        ("2028-08-14 10:00", "critical", "review", "2028-08-16 16:00"),
        ("2026-10-24 12:00", "high", "first_contact", "2026-10-25 11:00"),  # the night of 25 hours
        ("2026-03-28 12:00", "high", "first_contact", "2026-03-29 13:00"),  # the night of 23 hours
        ("2026-11-23 23:59:59", "medium", "feedback", "2027-02-23 23:59:59"),
        ("2026-11-24 00:00", "medium", "feedback", "2027-02-24 23:59:59"),
        ("2026-11-30 10:00", "medium", "feedback", "2027-03-01 23:59:59"),  # 28 February 2027 is a Sunday
        ("2027-11-30 10:00", "medium", "feedback", "2028-02-29 23:59:59"),
        ("2026-09-24 10:00", "medium", "feedback", "2026-12-24 23:59:59"),  # a closing day moves nothing
        ("2026-10-01 10:00", "medium", "feedback", "2027-01-04 23:59:59"),  # New Year, then a weekend
        ("2025-05-08 10:00", "medium", "feedback", "2025-08-11 23:59:59"),
        ("2028-05-15 10:00", "medium", "feedback", "2028-08-16 23:59:59"),
    ],
)
def test_worked_dates(at: str, severity: str, kind: str, due: str) -> None:
    assert plan(severity=severity, at=local(at))[DeadlineKind(kind)].due_at == local(due)


def test_fractions_of_a_second_are_cut() -> None:
    late = MONDAY + timedelta(microseconds=999_999)
    assert plan(severity="critical", at=late) == plan(severity="critical")


def test_the_time_allowed_is_kept_with_the_deadline() -> None:
    assert plan(severity="critical")[DeadlineKind.ACKNOWLEDGE].budget_s == 3600
    assert plan(severity="low")[DeadlineKind.ACKNOWLEDGE].budget_s == 16 * 3600
    assert plan(severity="low")[DeadlineKind.REVIEW].budget_s is None
    assert plan()[DeadlineKind.ACKNOWLEDGE].anchor_at == MONDAY
    assert plan()[DeadlineKind.FEEDBACK].anchor_on == day("2026-11-23")


@pytest.mark.parametrize("kind", IncidentKind)
def test_kinds_with_a_strafantrag(kind: IncidentKind) -> None:
    planned = plan(calm_report(kind, offender_known_on=day("2026-11-20")))
    applies = {"insult", "threat", "stalking", "property_damage", "physical_attack", "sexual_harassment"}
    assert (DeadlineKind.STRAFANTRAG in planned) is (kind.value in applies)


def test_strafantrag_runs_from_the_day_of_knowledge() -> None:
    deadline = plan(calm_report("insult", offender_known_on=day("2026-11-20")))[DeadlineKind.STRAFANTRAG]
    assert deadline.due_on == day("2027-02-22")  # 20 February 2027 is a Saturday
    assert deadline.clock is DeadlineClock.LEGAL
    assert deadline.entitled_person is EntitledPerson.AFFECTED
    assert deadline.anchor_on == day("2026-11-20")
    assert DeadlineKind.STRAFANTRAG not in plan(calm_report("insult"))


@pytest.mark.parametrize(
    ("kinds", "check"), [(("insult",), False), (("threat",), True), (("threat", "insult"), False)]
)
def test_only_plain_insult_needs_no_check(kinds: tuple[str, ...], check: bool) -> None:
    deadline = plan(calm_report(*kinds, offender_known_on=day("2026-11-20")))[DeadlineKind.STRAFANTRAG]
    assert deadline.check is check


@pytest.mark.parametrize("role", AffectedRole)
def test_the_superior_of_an_office_holder_has_an_own_clock(role: AffectedRole) -> None:
    facts = calm_report("threat", affected_role=role, offender_known_on=day("2026-10-01"))
    deadline = plan_deadline_of_superior(
        facts,
        Severity.HIGH,
        office="prevention",
        ruleset=RULES,
        known_on=day("2026-11-16"),
        now=MONDAY,
    )
    if role not in {AffectedRole.EMPLOYEE, AffectedRole.MANAGER, AffectedRole.ELECTED_OFFICIAL}:
        assert deadline is None
        return
    assert deadline is not None
    assert deadline.due_on == day("2027-02-16")
    assert deadline.entitled_person is EntitledPerson.SUPERIOR


def test_no_own_clock_where_no_application_is_needed() -> None:
    facts = calm_report("arson", affected_role=AffectedRole.EMPLOYEE)
    rest: dict[str, Any] = {"office": "prevention", "ruleset": RULES, "now": MONDAY}
    assert plan_deadline_of_superior(facts, Severity.HIGH, known_on=day("2026-11-16"), **rest) is None


@pytest.mark.parametrize("kind", IncidentKind)
@pytest.mark.parametrize("perpetrator", Perpetrator)
@pytest.mark.parametrize("role", AffectedRole)
def test_who_has_an_agg_claim(kind: IncidentKind, perpetrator: Perpetrator, role: AffectedRole) -> None:
    facts = calm_report(
        kind, perpetrator=perpetrator, affected_role=role, discrimination_known_on=day("2026-11-02")
    )
    applies = (
        kind.value in {"discrimination", "exclusion", "sexual_harassment"}
        and perpetrator.is_internal
        and role.value in {"employee", "manager", "unknown"}
    )
    assert (DeadlineKind.AGG_CLAIM in plan(facts)) is applies


def internal_discrimination(**fields: Any) -> ReportFacts:
    return calm_report(
        "discrimination", perpetrator=Perpetrator.SUPERIOR, affected_role=AffectedRole.EMPLOYEE, **fields
    )


def test_agg_claim_runs_from_knowledge_before_it_is_estimated() -> None:
    both = {"discrimination_known_on": day("2026-11-02"), "occurred_on": day("2026-10-20")}
    deadline = plan(internal_discrimination(**both))[DeadlineKind.AGG_CLAIM]
    assert (deadline.due_on, deadline.estimated) == (day("2027-01-04"), False)  # 2 January is a Saturday
    guessed = plan(internal_discrimination(occurred_on=day("2026-10-20")))[DeadlineKind.AGG_CLAIM]
    assert (guessed.due_on, guessed.estimated) == (day("2026-12-21"), True)  # 20 December is a Sunday
    assert DeadlineKind.AGG_CLAIM not in plan(internal_discrimination())


@pytest.mark.parametrize("severity", Severity)
def test_periods_of_law_know_no_severity(severity: Severity) -> None:
    facts = calm_report(
        "insult",
        "discrimination",
        perpetrator=Perpetrator.SUPERIOR,
        affected_role=AffectedRole.EMPLOYEE,
        offender_known_on=day("2026-11-16"),
        discrimination_known_on=day("2026-11-16"),
    )
    planned = plan(facts, severity)
    assert planned[DeadlineKind.STRAFANTRAG].due_on == day("2027-02-16")
    assert planned[DeadlineKind.AGG_CLAIM].due_on == day("2027-01-18")  # 16 January 2027 is a Saturday


def test_a_period_that_is_over_is_listed_and_told_at_once() -> None:
    deadline = plan(calm_report("insult", offender_known_on=day("2026-08-14")))[DeadlineKind.STRAFANTRAG]
    assert deadline.overdue
    assert deadline.due_on == day("2026-11-16")  # 14 November 2026 is a Saturday
    assert [(step.at, step.audience, step.step) for step in deadline.steps] == [
        (MONDAY, "officer", "overdue"),
        (MONDAY, "head", "overdue"),
        (MONDAY, "coordination", "overdue"),
    ]


def test_on_its_last_day_a_period_is_not_over() -> None:
    facts = calm_report("insult", offender_known_on=day("2026-08-23"))
    last_second = local("2026-11-23 23:59:59")
    deadline = plan(facts, at=last_second)[DeadlineKind.STRAFANTRAG]
    assert not deadline.overdue
    assert {(step.at, step.step) for step in deadline.steps} == {(last_second, "due")}
    assert plan(facts, at=last_second + timedelta(seconds=1))[DeadlineKind.STRAFANTRAG].overdue


def test_an_estimate_is_never_over() -> None:
    deadline = plan(internal_discrimination(occurred_on=day("2020-01-15")))[DeadlineKind.AGG_CLAIM]
    assert (deadline.overdue, deadline.estimated, deadline.due_on) == (False, True, day("2020-03-16"))
    assert [(step.at, step.audience, step.step) for step in deadline.steps] == [
        (MONDAY, "officer", "due"),
        (MONDAY, "head", "due"),
        (MONDAY, "coordination", "due"),
    ]


def test_the_oldest_date_a_report_can_bring() -> None:
    planned = plan(calm_report("insult", offender_known_on=day("0001-01-01")))
    assert planned[DeadlineKind.STRAFANTRAG].overdue


def test_days_beyond_the_frozen_calendar_are_flagged() -> None:
    assert not any(deadline.beyond_calendar for deadline in plan().values())
    later = plan(at=local("2035-12-20 10:00"))
    assert later[DeadlineKind.FEEDBACK].beyond_calendar
    assert later[DeadlineKind.REVIEW].due_on is None
    assert not later[DeadlineKind.ACKNOWLEDGE].beyond_calendar


def test_without_an_office_everything_goes_to_the_coordination() -> None:
    facts = calm_report("insult", offender_known_on=day("2026-01-05"))
    with_office, without = plan(facts), plan(facts, office=None)
    assert {kind: deadline.due_at for kind, deadline in with_office.items()} == {
        kind: deadline.due_at for kind, deadline in without.items()
    }
    for kind, deadline in without.items():
        assert {step.audience for step in deadline.steps} == {"coordination"}
        told = {(step.at, step.step) for step in with_office[kind].steps}
        assert [(step.at, step.step) for step in deadline.steps] == sorted(told)


@given(
    at=st.integers(1_700_000_000, 2_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    severity=st.sampled_from(Severity),
)
@settings(max_examples=150, deadline=None)
def test_steps_are_in_order_and_none_before_the_submission(at: datetime, severity: Severity) -> None:
    for deadline in plan(severity=severity, at=at).values():
        moments = [step.at for step in deadline.steps]
        assert moments == sorted(moments)
        assert moments[0] >= at
        assert any(step.step == "due" for step in deadline.steps)
