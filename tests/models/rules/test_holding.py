"""What is late waits for the office to open, unless it may go out at any hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from models.policy import shipped_policy
from models.rules.calendar import OfficeCalendar, office_calendar
from models.rules.firing import Firing, StepTaken
from models.rules.holding import PUNCTUAL, held_until
from models.vocabulary import Audience, DeadlineClock, Severity, StepKind

OFFICE_CLOCKS = (DeadlineClock.OFFICE_HOURS, DeadlineClock.OFFICE_DAYS)
# Thursday, 26 November 2026, in Augsburg (UTC+1): open 08:30 to 12:30 and 13:30 to 16:00.
THURSDAY = datetime(2026, 11, 26, tzinfo=UTC)


def at(hour: float, *, day: int = 0) -> datetime:
    """Local time on that Thursday or days later."""
    return THURSDAY + timedelta(days=day, hours=hour - 1)


@pytest.fixture(scope="module")
def calendar() -> OfficeCalendar:
    return office_calendar(shipped_policy("augsburg").ruleset, "prevention")


def firing(step: StepKind, planned_at: datetime, *, following: datetime | None = None) -> Firing:
    return Firing((StepTaken(0, 0, Audience.OFFICER, step, planned_at),), 1, 0, following)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (at(22), at(8.5, day=1)),
        (at(3, day=1), at(8.5, day=1)),
        (at(12.75), at(13.5)),
        # Friday closes at 12:30; Saturday and Sunday are no office days.
        (at(13, day=1), at(8.5, day=4)),
        (at(10, day=3), at(8.5, day=4)),
    ],
)
@pytest.mark.parametrize("clock", OFFICE_CLOCKS)
def test_a_late_reminder_waits_for_the_next_opening(
    calendar: OfficeCalendar, clock: DeadlineClock, now: datetime, opening: datetime
) -> None:
    for severity in Severity:
        late = firing(StepKind.REMINDER, at(9))
        assert held_until(late, clock=clock, severity=severity, calendar=calendar, now=now) == opening
        assert held_until(late, clock=clock, severity=severity, calendar=calendar, now=opening) is None


@pytest.mark.parametrize(("severity", "step"), list(product(Severity, StepKind)))
def test_only_what_is_urgent_and_no_reminder_goes_out_at_night(
    calendar: OfficeCalendar, severity: Severity, step: StepKind
) -> None:
    held = held_until(
        firing(step, at(15)), clock=OFFICE_CLOCKS[0], severity=severity, calendar=calendar, now=at(23)
    )
    at_any_hour = severity in {Severity.CRITICAL, Severity.HIGH} and step is not StepKind.REMINDER
    assert held == (None if at_any_hour else at(8.5, day=1))


@pytest.mark.parametrize("clock", [DeadlineClock.ELAPSED, DeadlineClock.LEGAL])
def test_real_time_and_the_law_know_no_office_hours(calendar: OfficeCalendar, clock: DeadlineClock) -> None:
    late = firing(StepKind.REMINDER, at(9))
    assert held_until(late, clock=clock, severity=Severity.LOW, calendar=calendar, now=at(23)) is None


def test_what_is_planned_for_closing_time_is_not_late_a_second_after(calendar: OfficeCalendar) -> None:
    for now, held in (
        (at(16), None),
        (at(16) + timedelta(seconds=1, microseconds=5), None),
        (at(16) + PUNCTUAL, None),
        (at(16) + PUNCTUAL + timedelta(microseconds=1), at(8.5, day=1)),
    ):
        due = firing(StepKind.DUE, at(16))
        found = held_until(due, clock=OFFICE_CLOCKS[0], severity=Severity.LOW, calendar=calendar, now=now)
        assert found == held


def test_a_repeat_that_falls_into_the_night_waits_however_punctual_it_is(calendar: OfficeCalendar) -> None:
    repeat = firing(StepKind.REPEAT, at(23))
    held = held_until(repeat, clock=OFFICE_CLOCKS[0], severity=Severity.MEDIUM, calendar=calendar, now=at(23))
    assert held == at(8.5, day=1)


def test_a_step_that_comes_before_the_opening_ends_the_wait(calendar: OfficeCalendar) -> None:
    late = firing(StepKind.REMINDER, at(9), following=at(2, day=1))
    held = held_until(late, clock=OFFICE_CLOCKS[0], severity=Severity.CRITICAL, calendar=calendar, now=at(23))
    assert held == at(2, day=1)


def test_the_newest_step_decides_for_the_skipped_ones(calendar: OfficeCalendar) -> None:
    reminder = StepTaken(0, 0, Audience.OFFICER, StepKind.REMINDER, at(9), skipped=True)
    due = StepTaken(1, 0, Audience.HEAD, StepKind.DUE, at(15))
    both = Firing((reminder, due), 2, 0, None)
    for severity, held in ((Severity.HIGH, None), (Severity.MEDIUM, at(8.5, day=1))):
        found = held_until(both, clock=OFFICE_CLOCKS[1], severity=severity, calendar=calendar, now=at(23))
        assert found == held


def test_nothing_due_is_not_held(calendar: OfficeCalendar) -> None:
    empty = Firing((), 0, 0, None)
    assert (
        held_until(empty, clock=OFFICE_CLOCKS[0], severity=Severity.LOW, calendar=calendar, now=at(23))
        is None
    )
