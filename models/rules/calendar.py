"""Office time: when an office is open, how much of that lies between two moments, and the n-th office day.

Moments are counted as whole seconds of UTC, so neither night of a clock change gains or loses anything.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from models.rules.hours import CalendarRule, WeeklyHours
from models.rules.ruleset import Ruleset

_LONGEST_SEARCH_DAYS = 3660
_ONE_DAY = timedelta(days=1)


class OfficeCalendar:
    """The hours of one office under one policy. Days are worked out once and kept."""

    def __init__(self, rule: CalendarRule, hours: WeeklyHours) -> None:
        self.zone = ZoneInfo(rule.timezone)
        self._rule = rule
        self._closing_days = frozenset(rule.closing_days)
        self._weekdays = tuple(
            tuple((stretch.opens_minute, stretch.closes_minute) for stretch in day) for day in hours.days
        )
        self._spans: dict[date, tuple[tuple[int, int], ...]] = {}

    def local_day(self, instant: datetime) -> date:
        """The calendar day at the municipality."""
        return instant.astimezone(self.zone).date()

    def is_office_day(self, day: date) -> bool:
        return bool(self._spans_on(day))

    def opening_of(self, day: date) -> datetime:
        """First opening of an office day."""
        return _instant(self._spans_on(day)[0][0])

    def closing_of(self, day: date) -> datetime:
        """End of office hours of an office day."""
        return _instant(self._spans_on(day)[-1][1])

    def office_day_after(self, day: date, count: int) -> date:
        """The `count`-th office day after `day`, which itself is not counted; count 0 is `day`."""
        return self._office_day(day, count, step=_ONE_DAY)

    def office_day_before(self, day: date, count: int) -> date:
        """The `count`-th office day before `day`, which itself is not counted; count 0 is `day`."""
        return self._office_day(day, count, step=-_ONE_DAY)

    def add_office_time(self, start: datetime, seconds: int) -> datetime:
        """When `seconds` of office time have passed since `start`.

        Time used up exactly at closing ends then, not at the next opening.
        """
        if seconds <= 0:
            return start
        left = seconds
        now = int(start.timestamp())
        day = self.local_day(start)
        for _ in range(_LONGEST_SEARCH_DAYS):
            for opens, closes in self._spans_on(day):
                available = closes - max(opens, now)
                if available <= 0:
                    continue
                if left <= available:
                    return _instant(max(opens, now) + left)
                left -= available
            day += _ONE_DAY
        raise LookupError("the office is not open for as long as this deadline needs within ten years")

    def next_open_moment(self, start: datetime) -> datetime:
        """`start` itself while the office is open, else its next opening."""
        return self.add_office_time(start, 1) - timedelta(seconds=1)

    def count_office_time(self, start: datetime, end: datetime) -> int:
        """Seconds of office time between two moments, 0 when `end` is not after `start`."""
        first, last = int(start.timestamp()), int(end.timestamp())
        total = 0
        day, last_day = self.local_day(start), self.local_day(end)
        while day <= last_day:
            for opens, closes in self._spans_on(day):
                total += max(0, min(closes, last) - max(opens, first))
            day += _ONE_DAY
        return total

    def _office_day(self, day: date, count: int, *, step: timedelta) -> date:
        found = 0
        for _ in range(_LONGEST_SEARCH_DAYS):
            if found == count:
                return day
            day += step
            found += self.is_office_day(day)
        raise LookupError("the office has not as many office days within ten years")

    def _spans_on(self, day: date) -> tuple[tuple[int, int], ...]:
        spans = self._spans.get(day)
        if spans is None:
            spans = self._spans[day] = self._work_out(day)
        return spans

    def _work_out(self, day: date) -> tuple[tuple[int, int], ...]:
        if (
            f"{day:%m-%d}" in self._closing_days
            or day.isoformat() in self._closing_days
            or day in self._rule.public_holidays
        ):
            return ()
        bounds = [
            (_epoch(day, opens, zone=self.zone), _epoch(day, closes, zone=self.zone))
            for opens, closes in self._weekdays[day.weekday()]
        ]
        return tuple((opens, closes) for opens, closes in bounds if closes > opens)


@lru_cache(maxsize=256)
def office_calendar(ruleset: Ruleset, office: str | None) -> OfficeCalendar:
    """The calendar of an office, the municipality's when there is none."""
    return OfficeCalendar(ruleset.calendar, ruleset.hours_of(office))


def _epoch(day: date, minute: int, *, zone: ZoneInfo) -> int:
    """The first moment at which the local clock shows `minute` of `day` or later.

    In the night the clocks go forward a time may not exist: then the moment of the change counts.
    """
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    moment = int(wall.replace(tzinfo=zone).timestamp())
    shown = _instant(moment).astimezone(zone).replace(tzinfo=None)
    while shown > wall and _instant(moment - 60).astimezone(zone).replace(tzinfo=None) >= wall:
        moment -= 60
    return moment


def _instant(epoch_s: int) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)
