"""Augsburg's office time against a clock that was watched minute by minute, ten thousand times.

The reference looks every minute of nine months up on the wall clock: 8 and 15 August, both clock changes,
Christmas, lunch breaks, Friday noons.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.policy import shipped_policy
from models.rules.calendar import office_calendar

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2025, 7, 15, tzinfo=UTC)
MINUTES = 290 * 24 * 60
CASES = 10_000
# By hand from the law: FTG Bayern Art. 1, Augsburg's Friedensfest, the offices' own closing days.
CLOSED = {
    date(2025, 8, 8), date(2025, 8, 15), date(2025, 10, 3), date(2025, 11, 1), date(2025, 12, 24),
    date(2025, 12, 25), date(2025, 12, 26), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 6),
    date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1),
}  # fmt: skip
AUGSBURG = office_calendar(shipped_policy("augsburg").ruleset, None)


def _is_open(moment: datetime) -> bool:
    shown = moment.astimezone(BERLIN)
    if shown.date() in CLOSED or shown.weekday() > 4:
        return False
    minute = shown.hour * 60 + shown.minute
    return 510 <= minute < 750 or (shown.weekday() < 4 and 810 <= minute < 960)


@cache
def _open_minutes() -> list[int]:
    """Minutes since `FIRST` in which the offices are open."""
    return [minute for minute in range(MINUTES) if _is_open(FIRST + timedelta(minutes=minute))]


@pytest.mark.slow
@given(
    minute=st.integers(0, MINUTES - 60 * 24 * 60),
    second=st.integers(0, 59),
    budget=st.integers(1, 60 * 3600),
)
@settings(max_examples=CASES, deadline=None)
def test_office_hours_end_where_the_watched_clock_says(minute: int, second: int, budget: int) -> None:
    opened = _open_minutes()
    at = bisect_left(opened, minute)
    spent = budget + (second if opened[at] == minute else 0)
    whole = (spent - 1) // 60
    due = FIRST + timedelta(minutes=opened[at + whole], seconds=spent - 60 * whole)
    assert AUGSBURG.add_office_time(FIRST + timedelta(minutes=minute, seconds=second), budget) == due


@given(start=st.dates(date(2025, 7, 16), date(2026, 3, 1)), count=st.integers(1, 25))
@settings(max_examples=2_000, deadline=None)
def test_office_days_are_counted_day_by_day(start: date, count: int) -> None:
    found, left = start, count
    while left:
        found += timedelta(days=1)
        left -= found.weekday() < 5 and found not in CLOSED
    assert AUGSBURG.office_day_after(start, count) == found
