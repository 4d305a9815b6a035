"""Time zone, opening hours and closing days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.policy.consistency.problem import Problem
from models.rules.hours import WeeklyHours
from models.rules.ruleset import Ruleset

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LEAP_YEAR = "2024"


def calendar_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Unknown time zone, overlapping or upside-down hours, closing days that are no days."""
    calendar = ruleset.calendar
    try:
        ZoneInfo(calendar.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield (
            "calendar.timezone",
            "ist keine bekannte Zeitzone; bitte eine wie Europe/Berlin schreiben / "
            "is no known time zone; write one like Europe/Berlin",
        )
    yield from _hours_problems("calendar.hours", calendar.hours)
    for office in ruleset.offices:
        if office.hours is not None:
            yield from _hours_problems(f"offices ({office.id}).hours", office.hours)
    for day in calendar.closing_days:
        if not _is_day(day):
            yield (
                f"calendar.closing_days ({day})",
                "ist kein Tag; bitte MM-TT für jedes Jahr oder JJJJ-MM-TT schreiben / "
                "is no day; write MM-DD for every year or YYYY-MM-DD",
            )


def _hours_problems(place: str, hours: WeeklyHours) -> Iterator[Problem]:
    if not any(hours.days):
        yield (
            place,
            "die Stelle ist nie geöffnet; bitte Zeiten ergänzen / the office is never open; add hours",
        )
    for name, stretches in zip(_WEEKDAYS, hours.days, strict=True):
        closed_until = 0
        for stretch in stretches:
            span = f"{stretch.opens:%H:%M}-{stretch.closes:%H:%M}"
            if any(at.second or at.microsecond for at in (stretch.opens, stretch.closes)):
                yield (
                    f"{place}.{name} ({span})",
                    "Öffnungszeiten zählen in ganzen Minuten; bitte die Sekunden entfernen / "
                    "hours are counted in whole minutes; remove the seconds",
                )
            if stretch.closes_minute <= stretch.opens_minute:
                yield (
                    f"{place}.{name} ({span})",
                    "schließt vor dem Öffnen; bitte die Zeiten tauschen / "
                    "closes before it opens; swap the times",
                )
            elif stretch.opens_minute < closed_until:
                yield (
                    f"{place}.{name} ({span})",
                    "überschneidet sich mit der Zeit davor; bitte trennen oder verbinden / "
                    "overlaps the hours before it; separate or join them",
                )
            closed_until = max(closed_until, stretch.closes_minute)


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"(?:[0-9]{4}-)?[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text if len(text) == len("YYYY-MM-DD") else f"{_LEAP_YEAR}-{text}")
    except ValueError:
        return False
    return True
