"""Checked kinds of text and time that a message may be made of.

Everything here ends in a header, a link or a sentence of a mail, so what could forge or disguise one of
them (line ends, control characters, direction overrides) is refused where the message is made.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, StringConstraints

_LINK = re.compile(r"https?://[^\s\"'<>\\^`{|}]+", re.ASCII)
_UNSAFE_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def has_unsafe_character(text: str) -> bool:
    """True for control, format (bidi, zero width), surrogate and line or paragraph separator characters."""
    return any(unicodedata.category(character) in _UNSAFE_CATEGORIES for character in text)


def _check_one_line(text: str) -> str:
    if has_unsafe_character(text):
        raise ValueError("holds a control, format or line-end character")
    return text


def _check_link(text: str) -> str:
    if not _LINK.fullmatch(text):
        raise ValueError("is no plain http or https address")
    return text


def _check_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is no time zone of the tz database") from error
    return text


def _check_instant(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("has no offset: instants are aware")
    return moment.astimezone(UTC)


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_check_one_line)]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$")]
Link = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_check_link)]
ZoneName = Annotated[str, AfterValidator(_check_zone)]
Instant = Annotated[datetime, AfterValidator(_check_instant)]
