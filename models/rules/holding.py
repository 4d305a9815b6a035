"""What is late and would reach an office at night waits until the office opens.

The plan puts the steps of office clocks into office time. Only an outage, or a plan that repeats them every
few hours, brings one up outside of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from models.rules.calendar import OfficeCalendar
from models.rules.deadlines import cut_to_second
from models.rules.firing import Firing, StepTaken
from models.vocabulary import DeadlineClock, Severity, StepKind

# A step planned for the last moment of office hours is taken a little after them: that is not late.
PUNCTUAL = timedelta(minutes=1)

_OFFICE_CLOCKS = frozenset({DeadlineClock.OFFICE_HOURS, DeadlineClock.OFFICE_DAYS})
_AT_ANY_HOUR = frozenset({Severity.CRITICAL, Severity.HIGH})


def held_until(
    firing: Firing, *, clock: DeadlineClock, severity: Severity, calendar: OfficeCalendar, now: datetime
) -> datetime | None:
    """When to look at these due steps again, None when they may go out now.

    Reminders of office clocks go out inside office hours only, their escalations and repeats too unless the
    case is critical or high. What is held keeps its planned time; it ends earlier when the next step comes
    first. Raises LookupError for an office that never opens.
    """
    if not firing.taken or clock not in _OFFICE_CLOCKS:
        return None
    newest = [taken for taken in firing.taken if not taken.skipped]
    if severity in _AT_ANY_HOUR and any(taken.step is not StepKind.REMINDER for taken in newest):
        return None
    if _is_office_time(now, calendar) or any(_is_punctual(taken, calendar, now=now) for taken in newest):
        return None
    opening = calendar.next_open_moment(now)
    return opening if firing.next_action_at is None else min(opening, firing.next_action_at)


def _is_punctual(taken: StepTaken, calendar: OfficeCalendar, *, now: datetime) -> bool:
    return now - taken.planned_at <= PUNCTUAL and _is_office_time(taken.planned_at, calendar)


def _is_office_time(moment: datetime, calendar: OfficeCalendar) -> bool:
    """Closing time belongs to office time: a budget used up then is due then."""
    second = cut_to_second(moment)
    before = second - timedelta(seconds=1)
    return calendar.next_open_moment(second) == second or calendar.next_open_moment(before) == before
