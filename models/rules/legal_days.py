"""Legal periods in months by the German Civil Code (BGB)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MONTHS_PER_YEAR = 12
_SATURDAY = 5
LAST_SECOND = time(23, 59, 59)


def add_months(day: date, months: int) -> date:
    """Last day of a period of months that starts by an event on `day`.

    The day of the event is not counted (§ 187 (1) BGB), so the period ends with the day of the same number
    (§ 188 (2)), or with the last day of a month that has no such day (§ 188 (3)).
    """
    month = day.year * _MONTHS_PER_YEAR + day.month - 1 + months
    year, month = divmod(month, _MONTHS_PER_YEAR)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def move_to_working_day(day: date, public_holidays: Container[date]) -> date:
    """A Saturday, Sunday or public holiday at the place gives way to the next working day (§ 193 BGB)."""
    while day.weekday() >= _SATURDAY or day in public_holidays:
        day += timedelta(days=1)
    return day


def local_moment(day: date, at: time, *, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the municipality's clock shows `at` on `day`."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
