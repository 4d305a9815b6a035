"""Raised, handed over, resumed: nobody is told later than before, and nothing starts anew that may not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.deadlines import plan_deadlines
from models.rules.decision import PlannedDeadline
from models.rules.replanning import replan_deadlines, replan_handed_over, resume_deadline
from models.vocabulary import DeadlineKind, Severity, StepKind
from tests.models.rules.samples import MONDAY, RULES, calm_report, day, local


def standing(severity: str, at: datetime = MONDAY) -> tuple[PlannedDeadline, ...]:
    facts = calm_report("insult", offender_known_on=day("2026-11-16"))
    return plan_deadlines(facts, Severity(severity), office="prevention", ruleset=RULES, submitted_at=at)


def raised(before: str, after: str, at: datetime) -> dict[DeadlineKind, PlannedDeadline]:
    plans = replan_deadlines(
        standing(before),
        before=Severity(before),
        after=Severity(after),
        office="prevention",
        ruleset=RULES,
        raised_at=at,
    )
    return {plan.kind: plan for plan in plans}


def told(plan: PlannedDeadline) -> list[tuple[datetime, str, str]]:
    return [(step.at, step.audience.value, step.step.value) for step in plan.steps]


def test_raising_runs_the_new_time_from_the_moment_of_raising() -> None:
    at = local("2026-11-23 14:00")
    plans = raised("low", "critical", at)
    assert set(plans) == {DeadlineKind.ACKNOWLEDGE, DeadlineKind.FIRST_CONTACT, DeadlineKind.REVIEW}
    assert plans[DeadlineKind.ACKNOWLEDGE].due_at == local("2026-11-23 15:00")
    assert told(plans[DeadlineKind.ACKNOWLEDGE]) == [
        (local("2026-11-23 14:30"), "officer", "reminder"),
        (local("2026-11-23 14:48"), "officer", "reminder"),
        (local("2026-11-23 15:00"), "deputy", "due"),
        (local("2026-11-23 15:00"), "head", "due"),
        (local("2026-11-23 15:30"), "coordination", "escalation"),
        (local("2026-11-23 16:00"), "leadership", "escalation"),
    ]
    assert plans[DeadlineKind.ACKNOWLEDGE].steps[-1].repeat_every_s == 3600
    assert plans[DeadlineKind.REVIEW].due_at == local("2026-11-24 16:00")


def test_never_later_than_the_deadline_that_stood_before() -> None:
    # Medium was due on Tuesday at 11:30; raised ten minutes before, high would allow four hours.
    plan = raised("medium", "high", local("2026-11-24 11:20"))[DeadlineKind.ACKNOWLEDGE]
    assert plan.due_at == local("2026-11-24 11:30")
    assert told(plan) == [
        (local("2026-11-24 11:30"), "deputy", "due"),
        (local("2026-11-24 11:30"), "head", "due"),
        (local("2026-11-24 17:20"), "coordination", "escalation"),
        (local("2026-11-24 19:20"), "leadership", "escalation"),
    ]


def test_raising_a_deadline_that_is_over_tells_at_once_and_goes_on() -> None:
    at = local("2026-11-24 14:00")
    plan = raised("medium", "critical", at)[DeadlineKind.ACKNOWLEDGE]
    assert plan.due_at == local("2026-11-24 11:30")
    assert told(plan) == [
        (at, "deputy", "due"),
        (at, "head", "due"),
        (local("2026-11-24 15:30"), "coordination", "escalation"),
        (local("2026-11-24 16:00"), "leadership", "escalation"),
    ]
    assert plan.steps[-1].repeat_every_s == 3600


@pytest.mark.parametrize(("before", "after"), [("high", "high"), ("critical", "low"), ("medium", "low")])
def test_lowering_moves_nothing(before: str, after: str) -> None:
    assert raised(before, after, local("2026-11-23 11:00")) == {}


@given(
    minutes=st.integers(0, 20 * 24 * 60),
    levels=st.sampled_from(
        [("low", "medium"), ("low", "critical"), ("medium", "high"), ("high", "critical")]
    ),
)
@settings(max_examples=150, deadline=None)
def test_raising_never_tells_anybody_later(minutes: int, levels: tuple[str, str]) -> None:
    at = MONDAY + timedelta(minutes=minutes)
    plans = raised(*levels, at)
    for before in standing(levels[0]):
        if before.kind not in plans:
            continue
        after = plans[before.kind]
        assert after.due_at <= before.due_at
        assert all(step.at >= at for step in after.steps)
        for step in before.steps:
            if step.at > at and step.step is not StepKind.REMINDER:
                assert any(new.audience is step.audience and new.at <= step.at for new in after.steps)


def test_the_office_that_takes_over_gets_what_is_left() -> None:
    (acknowledge, *_) = standing("medium")
    plan = replan_handed_over(
        acknowledge,
        severity=Severity.MEDIUM,
        office="integration",
        ruleset=RULES,
        handed_over_at=local("2026-11-24 09:00"),
    )
    assert plan.due_at == acknowledge.due_at


def test_the_office_that_takes_over_gets_the_policys_time_when_it_is_smaller_or_all_was_met() -> None:
    at = local("2026-11-24 09:00")
    (long, *_) = standing("low", at)
    for before in (long, None):
        plan = replan_handed_over(
            before, severity=Severity.HIGH, office="integration", ruleset=RULES, handed_over_at=at
        )
        assert plan.due_at == local("2026-11-24 13:00")
        assert plan.anchor_at == at


def test_a_pause_moves_what_is_still_to_come() -> None:
    paused, again = local("2026-11-24 09:00"), local("2026-11-26 09:00")
    acknowledge, first_contact, review, feedback, _ = standing("medium")
    resumed = resume_deadline(
        acknowledge, office="prevention", ruleset=RULES, paused_at=paused, resumed_at=again
    )
    assert resumed.due_at == local("2026-11-26 11:30")
    assert told(resumed)[0] == (local("2026-11-26 09:54"), "officer", "reminder")
    moved = resume_deadline(review, office="prevention", ruleset=RULES, paused_at=paused, resumed_at=again)
    assert moved.due_at == local("2026-12-02 16:00")
    assert first_contact.due_at == local("2026-11-26 16:00")
    with pytest.raises(ValueError, match="never paused"):
        resume_deadline(feedback, office="prevention", ruleset=RULES, paused_at=paused, resumed_at=again)


def test_a_reminder_after_a_pause_waits_for_the_office_to_open() -> None:
    _, _, review, *_ = standing("medium")
    paused, again = local("2026-11-26 17:00"), local("2026-12-01 20:00")
    resumed = resume_deadline(review, office="prevention", ruleset=RULES, paused_at=paused, resumed_at=again)
    assert told(resumed)[0] == (local("2026-12-02 08:30"), "officer", "reminder")


def test_a_pause_of_an_elapsed_clock_is_as_long_as_it_is() -> None:
    _, first_contact, *_ = standing("high")
    resumed = resume_deadline(
        first_contact,
        office="prevention",
        ruleset=RULES,
        paused_at=MONDAY + timedelta(hours=1),
        resumed_at=MONDAY + timedelta(hours=49),
    )
    assert resumed.due_at == first_contact.due_at + timedelta(hours=48)
    assert len(resumed.steps) == len(first_contact.steps)
