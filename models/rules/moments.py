"""Moments as people type them: a day, or a day and a time, local unless an offset says otherwise."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from models.refusals import MomentUnreadable

# A day alone is meant as a working person means it, never as midnight.
START_OF_DAY = time(9, 0)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_moment(text: str) -> datetime:
    """ISO 8601 (RFC 3339); without an offset the answer is naive. Raises `MomentUnreadable`."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise MomentUnreadable from None
    if _DAY.fullmatch(text.strip()):
        return datetime.combine(moment.date(), START_OF_DAY)
    return moment


def to_instant(moment: datetime, timezone: str) -> datetime:
    """In UTC, whole seconds; a naive moment is local, the earlier one in the hour that comes twice."""
    if moment.utcoffset() is None:
        moment = moment.replace(tzinfo=ZoneInfo(timezone))
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise MomentUnreadable from None
