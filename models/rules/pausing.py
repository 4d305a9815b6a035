"""How long a pause may last, and what it takes from the time of a deadline.

A pause stops acknowledge, first_contact and review, and belongs to the case, not to whoever asked for it: it
goes on when the case is handed over. The case is routed then, with an acknowledge deadline that runs for the
new office, while the paused deadlines stay so until the pause ends; taken meanwhile, it is paused again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from models.refusals import PauseEndsInThePast, PauseTooLong
from models.rules.calendar import OfficeCalendar
from models.rules.deadlines import cut_to_second
from models.vocabulary import DeadlineClock, DeadlineKind

LONGEST_PAUSE_DAYS = 90
PAUSABLE = (DeadlineKind.ACKNOWLEDGE, DeadlineKind.FIRST_CONTACT, DeadlineKind.REVIEW)


def check_pause(ends_at: datetime, *, now: datetime) -> None:
    """Raises `PauseEndsInThePast` and `PauseTooLong`."""
    if ends_at <= now:
        raise PauseEndsInThePast
    if ends_at > now + timedelta(days=LONGEST_PAUSE_DAYS):
        raise PauseTooLong


def count_own_time(clock: DeadlineClock, start: datetime, end: datetime, *, calendar: OfficeCalendar) -> int:
    """Seconds between two instants on a deadline's own clock; 0 when `end` is the earlier one."""
    start, end = cut_to_second(start), cut_to_second(end)
    if end <= start:
        return 0
    if clock in {DeadlineClock.OFFICE_HOURS, DeadlineClock.OFFICE_DAYS}:
        return calendar.count_office_time(start, end)
    return int((end - start).total_seconds())
