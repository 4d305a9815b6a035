"""A near time or a place makes a threat critical when it belongs to the deed and is not past."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.text import assess_text
from tests.models.rules.text.levels import TODAY, level


@pytest.mark.parametrize("day", ["23.11.", "30.11.2026", "7.12.", "07.12.26", "2026-12-01", "1. Dezember"])
def test_dates_within_fourteen_days_are_near(day: str) -> None:
    assert level(f"Am {day} werde ich dich erschießen.") == "critical"


@pytest.mark.parametrize("day", ["22.11.", "8.12.", "1.3.2027", "2026-12-24", "31.2.", "24. März"])
def test_other_dates_are_not(day: str) -> None:
    assert level(f"Am {day} werde ich dich erschießen.") == "high"


def test_the_turn_of_the_year_is_no_hindrance() -> None:
    found = assess_text("Am 2.1. bist du tot.", None, "de", today=date(2026, 12, 28))
    assert found.reasons[0].rule == "text-threat-near"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Er sagte am Dienstag, er bringe mich um.", "high"),
        ("Er sagte, am Dienstag bringe er mich um.", "critical"),
        ("Er drohte mir gestern im Rathaus, mich umzubringen.", "high"),
        ("Er drohte mir, mich morgen umzubringen.", "critical"),
        ("Heute hat er mir gedroht, mich umzubringen.", "high"),
        ("Er sagte, er werde mich heute umbringen.", "critical"),
        ("He told me on Tuesday that he would kill me.", "high"),
        ("He told me that he would kill me on Tuesday.", "critical"),
        ("Letzten Montag warst du dran, du bist tot.", "high"),
        ("Jeden Morgen denke ich: ich bringe dich um.", "high"),
    ],
)
def test_the_time_belongs_to_the_deed_or_to_the_telling(text: str, expected: str) -> None:
    assert level(text) == expected


def test_today_is_the_day_of_submission() -> None:
    text = "Am 30.11. werde ich dich erschießen."
    assert assess_text(text, None, "de", today=date(2026, 11, 1)).reasons[0].rule == "text-threat-direct"
    assert assess_text(text, None, "de", today=TODAY).reasons[0].rule == "text-threat-near"
