"""The ladders: who is told when, for each kind of deadline and severity."""

from __future__ import annotations

from datetime import datetime

import pytest

from models.rules.deadlines import plan_deadlines
from models.vocabulary import DeadlineKind, Severity
from tests.models.rules.samples import MONDAY, RULES, calm_report, day, local

Steps = list[tuple[datetime, str, str]]


def steps_of(kind: str, severity: str, at: datetime = MONDAY) -> Steps:
    facts = calm_report("insult", offender_known_on=day("2026-11-16"))
    planned = plan_deadlines(facts, Severity(severity), office="prevention", ruleset=RULES, submitted_at=at)
    deadline = next(deadline for deadline in planned if deadline.kind == kind)
    return [(step.at, step.audience.value, step.step.value) for step in deadline.steps]


def ladder(*moments: str) -> Steps:
    first, second, due, coordination, leadership = map(local, moments)
    return [
        (first, "officer", "reminder"),
        (second, "officer", "reminder"),
        (due, "deputy", "due"),
        (due, "head", "due"),
        (coordination, "coordination", "escalation"),
        (leadership, "leadership", "escalation"),
    ]


@pytest.mark.parametrize(
    ("kind", "severity", "moments"),
    [
        ("acknowledge", "critical", "10:30 10:48 11:00 11:30 12:00"),
        ("acknowledge", "high", "12:00 13:12 14:00 16:00 18:00"),
        ("first_contact", "critical", "12:00 13:12 14:00 16:00 18:00"),
    ],
)
def test_elapsed_clocks_go_on_at_any_hour(kind: str, severity: str, moments: str) -> None:
    assert steps_of(kind, severity) == ladder(*(f"2026-11-23 {moment}" for moment in moments.split()))


def test_elapsed_clocks_do_not_know_the_clock_change() -> None:
    # Submitted on Saturday at noon, the night has 25 hours.
    assert steps_of("first_contact", "high", local("2026-10-24 12:00")) == ladder(
        "2026-10-25 00:00", "2026-10-25 06:12", "2026-10-25 11:00", "2026-10-25 23:00", "2026-10-26 11:00"
    )


def test_office_hours_are_parts_of_office_time_and_go_on_in_it() -> None:
    # 8 office hours from Monday 10:00: 4 h, 6 h 24, 8 h, 12 h and 16 h of office time.
    assert steps_of("acknowledge", "medium") == ladder(
        "2026-11-23 15:00", "2026-11-24 09:54", "2026-11-24 11:30", "2026-11-25 09:00", "2026-11-25 14:00"
    )


def test_office_days_are_parts_of_the_office_time_until_they_are_due() -> None:
    # Monday 10:00 to Thursday 16:00 are 5 + 3 × 6.5 = 24.5 office hours: 12 h 15, 19 h 36, 36 h 45 and 49 h.
    assert steps_of("first_contact", "medium") == ladder(
        "2026-11-25 09:15", "2026-11-26 10:06", "2026-11-26 16:00", "2026-12-01 10:15", "2026-12-03 09:30"
    )


@pytest.mark.parametrize(
    ("severity", "reminder", "due", "later"),
    [
        ("high", "2026-11-24 08:30", "2026-11-25 16:00", "2026-11-27 12:30"),
        ("medium", "2026-11-27 08:30", "2026-11-30 16:00", "2026-12-02 16:00"),
        ("low", "2026-12-04 08:30", "2026-12-07 16:00", "2026-12-09 16:00"),
    ],
)
def test_review(severity: str, reminder: str, due: str, later: str) -> None:
    assert steps_of("review", severity) == [
        (local(reminder), "officer", "reminder"),
        (local(due), "head", "due"),
        (local(later), "coordination", "escalation"),
    ]


def test_a_reminder_before_the_submission_is_left_out() -> None:
    # Critical: due on Tuesday, its reminder was on Monday at 08:30.
    assert [step for _, _, step in steps_of("review", "critical")] == ["due", "escalation"]
    early = steps_of("review", "critical", local("2026-11-23 08:30"))
    assert early[0] == (local("2026-11-23 08:30"), "officer", "reminder")


def legal_steps(due: str, *reminders: str) -> Steps:
    steps = [
        (local(f"{reminder} 09:00"), audience, "reminder")
        for reminder in reminders
        for audience in ("officer", "head")
    ]
    at = local(f"{due} 09:00")
    return [*steps, (at, "officer", "due"), (at, "head", "due"), (at, "coordination", "due")]


def test_legal_deadlines() -> None:
    assert steps_of("feedback", "low") == legal_steps(
        "2027-02-23", "2027-01-24", "2027-02-09", "2027-02-16", "2027-02-20", "2027-02-22"
    )
    assert steps_of("strafantrag", "high") == legal_steps(
        "2027-02-16", "2027-01-17", "2027-02-02", "2027-02-09", "2027-02-13", "2027-02-15"
    )


def test_legal_reminders_keep_nine_o_clock_in_summer() -> None:
    assert steps_of("feedback", "low", local("2026-05-11 10:00"))[-1][0] == local("2026-08-11 09:00")


def test_legal_reminders_that_are_over_are_left_out() -> None:
    steps = steps_of("strafantrag", "low", local("2027-02-13 09:00"))
    assert steps == legal_steps("2027-02-16", "2027-02-13", "2027-02-15")
    steps = steps_of("strafantrag", "low", local("2027-02-13 09:00:01"))
    assert steps == legal_steps("2027-02-16", "2027-02-15")


@pytest.mark.parametrize("kind", DeadlineKind)
@pytest.mark.parametrize("severity", Severity)
def test_only_critical_and_high_are_repeated(kind: DeadlineKind, severity: Severity) -> None:
    facts = calm_report("insult", offender_known_on=day("2026-11-16"))
    planned = plan_deadlines(facts, severity, office="prevention", ruleset=RULES, submitted_at=MONDAY)
    repeats = [
        step.repeat_every_s for deadline in planned if deadline.kind is kind for step in deadline.steps
    ]
    expected = {"critical": 3600, "high": 86400}.get(severity.value)
    if kind not in {DeadlineKind.ACKNOWLEDGE, DeadlineKind.FIRST_CONTACT}:
        expected = None
    assert repeats[:-1] == [None] * (len(repeats) - 1)
    assert repeats[-1:] in ([], [expected])


def test_without_an_office_the_last_step_still_repeats() -> None:
    planned = plan_deadlines(
        calm_report(), Severity.CRITICAL, office=None, ruleset=RULES, submitted_at=MONDAY
    )
    assert planned[0].steps[-1].repeat_every_s == 3600
    assert len(planned[0].steps) == 5
