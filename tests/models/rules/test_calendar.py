"""Office time against worked dates and against a clock that is walked minute by minute.

Weekdays and holidays of the worked dates: Art. 1 FTG (Bavaria; 8 August in Augsburg only) and the calendar.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.calendar import OfficeCalendar, office_calendar
from models.rules.hours import Hours, WeeklyHours
from tests.models.rules.samples import RULES, day, local

AUGSBURG = office_calendar(RULES, "prevention")
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600
NIGHT = Hours(time(0, 0), time(6, 0))
LATE = Hours(time(22, 0), time(0, 0))
# Open in both nights of a clock change, to see that office time neither gains nor loses.
OPEN_AT_NIGHT = WeeklyHours(sunday=(NIGHT, LATE))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 10:00", 1, "2026-11-23 11:00"),
        ("2026-11-23 10:00", 2.5, "2026-11-23 12:30"),  # used up at the lunch break: due then
        ("2026-11-23 10:00", 3, "2026-11-23 14:00"),  # over lunch
        ("2026-11-23 12:45", 1, "2026-11-23 14:30"),  # submitted at lunch
        ("2026-11-23 10:00", 5, "2026-11-23 16:00"),  # used up exactly at closing: due then
        ("2026-11-23 10:00", 8, "2026-11-24 11:30"),
        ("2026-11-23 16:00", 1, "2026-11-24 09:30"),  # submitted at closing
        ("2026-11-23 07:00", 6.5, "2026-11-23 16:00"),  # submitted before opening
        ("2026-11-27 12:00", 0.5, "2026-11-27 12:30"),  # Friday closes at noon
        ("2026-11-27 12:00", 1, "2026-11-30 09:00"),  # Friday noon goes on on Monday
        ("2026-11-28 15:00", 2, "2026-11-30 10:30"),  # Saturday
        ("2026-12-23 15:00", 2, "2026-12-28 09:30"),  # 24 December closed, 25 and 26 holidays, weekend
        ("2026-12-30 15:00", 2, "2027-01-04 09:30"),  # 31 December closed, New Year, weekend
        ("2027-01-05 15:00", 2, "2027-01-07 09:30"),  # Epiphany
        ("2025-08-07 15:00", 2, "2025-08-11 09:30"),  # Friday 8 August 2025: Augsburg's peace festival
        ("2025-08-14 15:00", 2, "2025-08-18 09:30"),  # Friday 15 August 2025: Assumption
        ("2028-08-07 15:00", 2, "2028-08-09 09:30"),  # Tuesday 8 August 2028
        ("2028-08-14 15:00", 2, "2028-08-16 09:30"),  # Tuesday 15 August 2028
        ("2026-03-27 12:00", 1, "2026-03-30 09:00"),  # clocks go forward on Sunday
        ("2026-10-23 12:00", 1, "2026-10-26 09:00"),  # clocks go back on Sunday
        ("2028-02-29 15:30", 1, "2028-03-01 09:00"),  # leap day
    ],
)
def test_office_hours(start: str, hours: float, end: str) -> None:
    seconds = int(hours * HOUR)
    assert AUGSBURG.add_office_time(local(start), seconds) == local(end)
    assert AUGSBURG.count_office_time(local(start), local(end)) == seconds


def test_office_time_is_counted_to_the_second() -> None:
    assert AUGSBURG.add_office_time(local("2026-11-23 12:29:59"), 2) == local("2026-11-23 13:30:01")
    assert AUGSBURG.add_office_time(local("2026-11-23 12:29:59"), 1) == local("2026-11-23 12:30:00")
    assert AUGSBURG.count_office_time(local("2026-11-23 15:59:58"), local("2026-11-24 08:30:03")) == 5


def test_the_next_moment_the_office_is_open() -> None:
    assert AUGSBURG.next_open_moment(local("2026-11-23 10:00")) == local("2026-11-23 10:00")
    assert AUGSBURG.next_open_moment(local("2026-11-23 12:30")) == local("2026-11-23 13:30")
    assert AUGSBURG.next_open_moment(local("2026-11-27 20:00")) == local("2026-11-30 08:30")


def test_no_office_time_passes_backwards_or_for_nothing() -> None:
    assert AUGSBURG.count_office_time(local("2026-11-24 09:00"), local("2026-11-23 09:00")) == 0
    assert AUGSBURG.add_office_time(local("2026-11-28 09:00"), 0) == local("2026-11-28 09:00")


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-12-23", 1, "2026-12-28"),
        ("2026-12-24", 3, "2026-12-30"),
        ("2026-12-30", 1, "2027-01-04"),
        ("2025-08-07", 1, "2025-08-11"),
        ("2028-08-14", 1, "2028-08-16"),
        ("2026-04-02", 1, "2026-04-07"),  # Good Friday and Easter Monday
        ("2026-11-23", 10, "2026-12-07"),
    ],
)
def test_office_days(start: str, count: int, end: str) -> None:
    assert AUGSBURG.office_day_after(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [("2026-11-24", 1, "2026-11-23"), ("2026-11-30", 1, "2026-11-27"), ("2026-12-28", 2, "2026-12-22")],
)
def test_office_days_before(start: str, count: int, end: str) -> None:
    assert AUGSBURG.office_day_before(day(start), count) == day(end)


@pytest.mark.parametrize(
    "closed", ["2026-12-24", "2026-12-31", "2025-08-08", "2025-08-15", "2026-11-28", "2026-06-04"]
)
def test_closed_days(closed: str) -> None:
    assert not AUGSBURG.is_office_day(day(closed))


def test_openings_and_closings() -> None:
    assert AUGSBURG.opening_of(day("2026-11-23")) == local("2026-11-23 08:30")
    assert AUGSBURG.closing_of(day("2026-11-23")) == local("2026-11-23 16:00")
    assert AUGSBURG.closing_of(day("2026-11-27")) == local("2026-11-27 12:30")


def test_an_office_may_have_hours_of_its_own() -> None:
    weekly = WeeklyHours(wednesday=(Hours(time(17, 0), time(19, 0)),))
    offices = tuple(
        replace(office, hours=weekly) if office.id == "integration" else office for office in RULES.offices
    )
    rules = replace(RULES, offices=offices)
    assert office_calendar(rules, "integration").office_day_after(day("2026-11-23"), 1) == day("2026-11-25")
    assert office_calendar(rules, "prevention").office_day_after(day("2026-11-23"), 1) == day("2026-11-24")
    assert office_calendar(rules, None).office_day_after(day("2026-11-23"), 1) == day("2026-11-24")


def test_a_closing_day_may_be_of_one_year() -> None:
    rule = replace(RULES.calendar, closing_days=("2026-11-24",))
    calendar = OfficeCalendar(rule, rule.hours)
    assert calendar.office_day_after(day("2026-11-23"), 1) == day("2026-11-25")
    assert calendar.is_office_day(day("2027-11-24"))
    assert calendar.is_office_day(day("2026-12-31"))


def test_both_nights_of_a_clock_change() -> None:
    for start, end, hours in [
        ("2026-03-29 00:00", "2026-03-29 06:00", 5),  # 02:00 becomes 03:00
        ("2026-10-25 00:00", "2026-10-25 06:00", 7),  # 03:00 becomes 02:00
        ("2026-11-01 22:00", "2026-11-02 00:00", 2),
    ]:
        calendar = OfficeCalendar(replace(RULES.calendar, public_holidays=()), OPEN_AT_NIGHT)
        assert calendar.count_office_time(local(start), local(end)) == hours * HOUR
        assert calendar.add_office_time(local(start), hours * HOUR) == local(end)


def test_an_opening_that_does_not_exist_is_the_moment_of_the_change() -> None:
    weekly = WeeklyHours(sunday=(Hours(time(2, 30), time(5, 0)),))
    calendar = OfficeCalendar(replace(RULES.calendar, public_holidays=()), weekly)
    assert calendar.opening_of(day("2026-03-29")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_an_office_that_never_opens_is_an_error_not_an_endless_search() -> None:
    calendar = OfficeCalendar(RULES.calendar, WeeklyHours())
    with pytest.raises(LookupError):
        calendar.add_office_time(local("2026-11-23 10:00"), 1)
    with pytest.raises(LookupError):
        calendar.office_day_after(day("2026-11-23"), 1)


# The reference: every minute of UTC is looked up on the wall clock.

STRETCHES = [
    ((8, 30), (12, 30)), ((13, 30), (16, 0)), ((0, 0), (1, 30)), ((1, 0), (5, 0)),
    ((7, 0), (7, 1)), ((17, 0), (19, 0)), ((22, 0), (24, 0)),
]  # fmt: skip


def is_open_minute(moment: datetime, hours: WeeklyHours, closed: frozenset[date]) -> bool:
    shown = moment.astimezone(BERLIN)
    if shown.date() in closed:
        return False
    minute = shown.hour * 60 + shown.minute
    return any(
        stretch.opens_minute <= minute < stretch.closes_minute for stretch in hours.days[shown.weekday()]
    )


@st.composite
def weekly_hours(draw: st.DrawFn) -> WeeklyHours:
    days = []
    for _ in range(7):
        chosen = draw(st.lists(st.sampled_from(STRETCHES), max_size=3, unique=True))
        stretches: list[Hours] = []
        for (opens, first), (closes, last) in sorted(chosen):
            if not stretches or stretches[-1].closes_minute <= opens * 60 + first:
                stretches.append(Hours(time(opens, first), time(closes % 24, last)))
        days.append(tuple(stretches))
    return WeeklyHours(*days)


# Three days from here: both nights of a clock change, and Christmas to Epiphany (which takes more days).
AROUND = st.builds(
    lambda start, minutes: start + timedelta(minutes=minutes),
    st.sampled_from([local("2026-03-27 12:00"), local("2026-10-23 12:00"), local("2026-12-23 08:00")]),
    st.integers(0, 3 * 24 * 60),
)


@given(hours=weekly_hours(), start=AROUND, minutes=st.integers(1, 5 * 24 * 60), closes=st.booleans())
@settings(max_examples=60, deadline=None)
def test_counted_office_time_is_what_a_watched_clock_shows(
    hours: WeeklyHours, start: datetime, minutes: int, closes: bool
) -> None:
    closed = frozenset({date(2026, 3, 29), date(2026, 12, 24)}) if closes else frozenset()
    rule = replace(RULES.calendar, public_holidays=closed, closing_days=())
    calendar = OfficeCalendar(rule, hours)
    opened = [
        moment
        for moment in (start + timedelta(minutes=passed) for passed in range(minutes))
        if is_open_minute(moment, hours, closed)
    ]
    assert calendar.count_office_time(start, start + timedelta(minutes=minutes)) == 60 * len(opened)
    if opened:
        assert calendar.add_office_time(start, 60 * len(opened)) == opened[-1] + timedelta(minutes=1)


@given(start=AROUND, first=st.integers(1, 40_000), second=st.integers(1, 40_000))
@settings(max_examples=200, deadline=None)
def test_adding_twice_is_adding_once(start: datetime, first: int, second: int) -> None:
    between = AUGSBURG.add_office_time(start, first)
    assert AUGSBURG.add_office_time(between, second) == AUGSBURG.add_office_time(start, first + second)
    assert AUGSBURG.count_office_time(start, between) == first
