"""Dates as people write them, and whether they are near."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

NEAR_DAYS = 14  # policy: a time within 14 days
_MONTHS = {
    "jan": 1, "feb": 2, "maer": 3, "mar": 3, "apr": 4, "mai": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12,
}  # fmt: skip
_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d\d)?$")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)$")
_MONTH_NAMES = frozenset([
    "januar", "jaenner", "februar", "maerz", "april", "mai", "juni", "juli", "august", "september",
    "oktober", "november", "dezember", "january", "february", "march", "may", "june", "july", "october",
    "december",
])  # fmt: skip


def is_near_date(folds: Sequence[str], index: int, today: date) -> bool:
    """Whether the word (with the next one: "3. Dezember") is a date from today to 14 days ahead."""
    word = folds[index]
    day = month = year = 0
    if match := _DATE.match(word):
        day, month, year = int(match[1]), int(match[2]), int(match[3] or 0)
    elif match := _ISO.match(word):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif index + 1 < len(folds) and word.rstrip(".").isdigit() and len(word) <= 3:
        month = _MONTHS.get(folds[index + 1][:4], _MONTHS.get(folds[index + 1][:3], 0))
        day = int(word.rstrip("."))
        if month == 0 or folds[index + 1] not in _MONTH_NAMES:
            return False
    if month == 0:
        return False
    years = (year + 2000 if year < 100 else year,) if year else (today.year, today.year + 1)
    for candidate in years:
        try:
            named = date(candidate, month, day)
        except ValueError:
            continue
        if timedelta(0) <= named - today <= timedelta(days=NEAR_DAYS):
            return True
    return False
