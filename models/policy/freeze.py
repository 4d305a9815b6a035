"""Public holidays of a municipality, frozen into the policy version; the only importer of `holidays`.

The package's dates may change with a release, a case's deadlines may not: the years FROZEN_FROM to
FROZEN_UNTIL are computed once when a policy is activated and kept with it. Days outside are computed on
demand by the same package, and deadlines that need later ones are flagged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

import holidays

FROZEN_FROM = 2024
FROZEN_UNTIL = 2035
_COMPUTABLE_YEARS = range(1900, 3000)


class PublicHolidays(Mapping[date, str]):
    """Day → name. Iterates over the frozen days only; `in` and `[]` know every year."""

    def __init__(self, country: str, subdivision: str, frozen: Mapping[date, str] | None = None) -> None:
        self._country = country
        self._subdivision = subdivision
        self._frozen = dict(freeze_holidays(country, subdivision) if frozen is None else frozen)
        years = {day.year for day in self._frozen} or {FROZEN_FROM, FROZEN_UNTIL}
        self._years = range(min(years), max(years) + 1)

    @property
    def frozen_until(self) -> date:
        """Last day whose being a holiday or not is fixed for this policy version."""
        return date(self._years[-1], 12, 31)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in self._days_of(day.year)

    def __getitem__(self, day: date) -> str:
        return self._days_of(day.year)[day]

    def __iter__(self) -> Iterator[date]:
        return iter(self._frozen)

    def __len__(self) -> int:
        return len(self._frozen)

    def _days_of(self, year: int) -> Mapping[date, str]:
        return self._frozen if year in self._years else compute_year(self._country, self._subdivision, year)


def freeze_holidays(country: str, subdivision: str) -> Mapping[date, str]:
    """The municipality's holidays of the frozen years. Raises NotImplementedError for unknown places."""
    return dict(_in_order(compute_year(country, subdivision, year) for year in _frozen_years()))


@lru_cache(maxsize=4096)
def compute_year(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """Holidays of one year; German names where the country has them, else the country's own."""
    if year not in _COMPUTABLE_YEARS:
        return {}
    language = "de" if country in {"DE", "AT", "CH", "LI", "LU", "BE"} else None
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=year, language=language)
    return dict(found)


def _frozen_years() -> range:
    return range(FROZEN_FROM, FROZEN_UNTIL + 1)


def _in_order(years: Iterable[Mapping[date, str]]) -> Iterator[tuple[date, str]]:
    for year in years:
        yield from sorted(year.items())
