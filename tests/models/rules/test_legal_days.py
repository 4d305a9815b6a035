"""Periods of months by §§ 187, 188 and 193 BGB, worked by hand."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.legal_days import LAST_SECOND, add_months, local_moment, move_to_working_day
from tests.models.rules.samples import RULES, day, local

BERLIN = ZoneInfo("Europe/Berlin")
HOLIDAYS = RULES.calendar.public_holidays


@pytest.mark.parametrize(
    ("known", "months", "ends"),
    [
        ("2026-11-23", 3, "2027-02-23"),  # § 188 (2): the day of the same number
        ("2026-02-28", 3, "2026-05-28"),  # not the last day of May
        ("2026-11-30", 3, "2027-02-28"),  # § 188 (3): no 30 February
        ("2027-11-30", 3, "2028-02-29"),  # in a leap year
        ("2028-02-29", 3, "2028-05-29"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-08-31", 3, "2026-11-30"),
        ("2026-03-31", 3, "2026-06-30"),
        ("2026-10-31", 2, "2026-12-31"),
        ("2026-12-01", 2, "2027-02-01"),
        ("2026-10-01", 3, "2027-01-01"),
    ],
)
def test_the_day_itself_is_not_counted(known: str, months: int, ends: str) -> None:
    assert add_months(day(known), months) == day(ends)


@given(known=st.dates(date(1990, 1, 1), date(2060, 12, 31)), months=st.integers(1, 24))
def test_a_period_ends_on_the_same_number_or_on_the_last_day(known: date, months: int) -> None:
    ends = add_months(known, months)
    assert (ends.year * 12 + ends.month) - (known.year * 12 + known.month) == months
    following = date.fromordinal(ends.toordinal() + 1)
    assert ends.day == known.day or (ends.day < known.day and following.day == 1)


@pytest.mark.parametrize(
    ("ends", "moved"),
    [
        ("2026-11-23", "2026-11-23"),
        ("2026-11-28", "2026-11-30"),  # Saturday
        ("2026-11-29", "2026-11-30"),  # Sunday
        ("2027-01-01", "2027-01-04"),  # New Year on a Friday
        ("2026-12-25", "2026-12-28"),
        ("2026-04-03", "2026-04-07"),  # Good Friday to the Tuesday after Easter
        ("2025-08-08", "2025-08-11"),  # Augsburg only
        ("2025-08-15", "2025-08-18"),
        ("2028-08-08", "2028-08-09"),
        ("2028-08-15", "2028-08-16"),
        ("2026-12-24", "2026-12-24"),  # offices closed, yet no public holiday
        ("2026-12-31", "2026-12-31"),
        ("2027-01-06", "2027-01-07"),
    ],
)
def test_weekends_and_holidays_give_way_to_the_next_working_day(ends: str, moved: str) -> None:
    assert move_to_working_day(day(ends), HOLIDAYS) == day(moved)


def test_the_day_ends_with_its_last_second_at_the_place() -> None:
    assert local_moment(day("2027-02-23"), LAST_SECOND, zone=BERLIN) == local("2027-02-23 23:59:59")
    assert local_moment(day("2026-07-01"), time(9, 0), zone=BERLIN).isoformat() == "2026-07-01T07:00:00+00:00"
    assert local_moment(day("2026-12-01"), time(9, 0), zone=BERLIN).isoformat() == "2026-12-01T08:00:00+00:00"
