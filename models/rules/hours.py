"""Opening hours and closing days as a policy states them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Hours:
    """One stretch of a day in local time; a closing time of 00:00 is the midnight that ends the day."""

    opens: time
    closes: time

    @property
    def opens_minute(self) -> int:
        return self.opens.hour * 60 + self.opens.minute

    @property
    def closes_minute(self) -> int:
        return (self.closes.hour * 60 + self.closes.minute) or 24 * 60


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    monday: tuple[Hours, ...] = ()
    tuesday: tuple[Hours, ...] = ()
    wednesday: tuple[Hours, ...] = ()
    thursday: tuple[Hours, ...] = ()
    friday: tuple[Hours, ...] = ()
    saturday: tuple[Hours, ...] = ()
    sunday: tuple[Hours, ...] = ()

    @property
    def days(self) -> tuple[tuple[Hours, ...], ...]:
        """The stretches of each weekday, Monday first (as `date.weekday` counts)."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """The municipality's calendar.

    `closing_days` are `MM-DD` (every year) or `YYYY-MM-DD`: the offices are closed, but the days are no
    public holidays, so they move no legal deadline (§ 193 BGB). `public_holidays` and `frozen_until` are
    filled in when the policy is loaded, never written in its file.
    """

    timezone: str
    holiday_country: str
    holiday_subdivision: str
    hours: WeeklyHours
    closing_days: tuple[str, ...] = ()
    public_holidays: Container[date] = ()
    frozen_until: date | None = None
