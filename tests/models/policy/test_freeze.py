"""Holidays of the municipality: frozen for twelve years, computed beyond."""

from __future__ import annotations

from datetime import date

import pytest

from models.policy.freeze import PublicHolidays, freeze_holidays
from models.policy.load import load_policy, shipped_policy

# Art. 1 (1) and (2) FTG: twelve days in all of Bavaria, Assumption and Augsburg's peace festival.
OF_2026 = {
    "2026-01-01": "Neujahr",
    "2026-01-06": "Heilige Drei Könige",
    "2026-04-03": "Karfreitag",
    "2026-04-06": "Ostermontag",
    "2026-05-01": "Erster Mai",
    "2026-05-14": "Christi Himmelfahrt",
    "2026-05-25": "Pfingstmontag",
    "2026-06-04": "Fronleichnam",
    "2026-08-08": "Augsburger Hohes Friedensfest",
    "2026-08-15": "Mariä Himmelfahrt",
    "2026-10-03": "Tag der Deutschen Einheit",
    "2026-11-01": "Allerheiligen",
    "2026-12-25": "Erster Weihnachtstag",
    "2026-12-26": "Zweiter Weihnachtstag",
}


def test_augsburg_has_fourteen_days_a_year_from_2024_to_2035() -> None:
    frozen = freeze_holidays("DE", "Augsburg")
    assert {day.isoformat(): name for day, name in frozen.items() if day.year == 2026} == OF_2026
    assert {day.year for day in frozen} == set(range(2024, 2036))
    assert len(frozen) == 12 * 14


@pytest.mark.parametrize(("day", "name"), [((2036, 8, 8), "Friedensfest"), ((2019, 8, 15), "Himmelfahrt")])
def test_other_years_are_computed(day: tuple[int, int, int], name: str) -> None:
    days = PublicHolidays("DE", "Augsburg")
    assert date(*day) in days
    assert name in days[date(*day)]
    assert days.frozen_until == date(2035, 12, 31)


def test_the_days_kept_with_a_version_count_whatever_the_package_says_later() -> None:
    kept = {date(2026, 11, 24): "Tag der Probe", date(2027, 1, 1): "Neujahr"}
    policy = load_policy(shipped_policy("augsburg").text.encode(), frozen_holidays=kept)
    days = policy.ruleset.calendar.public_holidays
    assert date(2026, 11, 24) in days
    assert date(2026, 12, 25) not in days
    assert date(2028, 12, 25) in days
    assert policy.ruleset.calendar.frozen_until == date(2027, 12, 31)


def test_days_of_unthinkable_years_are_working_days() -> None:
    assert date(1, 1, 1) not in PublicHolidays("DE", "Augsburg")
    assert "2026-01-01" not in PublicHolidays("DE", "Augsburg")


def test_an_unknown_place_is_an_error() -> None:
    with pytest.raises(NotImplementedError):
        freeze_holidays("DE", "Atlantis")
