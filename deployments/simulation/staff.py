"""Who is there: the policy's people, their holidays and illnesses, and what each has on the desk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deployments.simulation.plan import SimulationPlan
from models.rules.directory import Person
from models.rules.ruleset import Ruleset
from models.vocabulary import Role

_VACATIONS_A_YEAR = 3
_VACATION_DAYS = (5, 16)
_ILLNESSES_A_YEAR = 2.2
_WORKERS = (Role.OFFICER, Role.DEPUTY, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Away:
    """Both days included. A holiday is entered beforehand, an illness in the morning of its first day."""

    officer_id: str
    from_on: date
    until_on: date
    ill: bool


class Staff:
    """Cases go to whoever of the office is there and has the fewest; to deputy and head without officers."""

    def __init__(self, ruleset: Ruleset, away: Sequence[Away]) -> None:
        self._people: dict[str, list[Person]] = defaultdict(list)
        for person in ruleset.people:
            if person.office is not None:
                self._people[person.office].append(person)
        self._away: dict[str, list[Away]] = defaultdict(list)
        for absence in away:
            self._away[absence.officer_id].append(absence)
        self.open_cases: Counter[str] = Counter()
        whole = [person.id for person in ruleset.people if person.office is None]
        coordinators = [person.id for person in ruleset.people if person.role is Role.COORDINATOR]
        self.coordinator = next(iter(coordinators + whole), None)

    def is_there(self, officer_id: str, on: date) -> bool:
        return not any(away.from_on <= on <= away.until_on for away in self._away[officer_id])

    def choose(self, office_id: str | None, on: date, *, without: str | None = None) -> str | None:
        """None when nobody of the office is there."""
        if office_id is None:
            return self.coordinator
        for role in _WORKERS:
            there = [
                person.id
                for person in self._people[office_id]
                if person.role is role and person.id != without and self.is_there(person.id, on)
            ]
            if there:
                return min(there, key=lambda officer_id: (self.open_cases[officer_id], officer_id))
        return None

    @property
    def offices(self) -> tuple[str, ...]:
        return tuple(sorted(self._people))

    def names(self) -> Mapping[str, str]:
        """Every person's office by id, officers before deputies and heads."""
        return {
            person.id: office
            for office in self.offices
            for person in sorted(self._people[office], key=lambda one: _WORKERS.index(one.role))
        }


def draw_absences(plan: SimulationPlan, ruleset: Ruleset) -> list[Away]:
    """Non-overlapping for each person, in order of time."""
    drawn: list[Away] = []
    for person in sorted(ruleset.people, key=lambda one: one.id):
        chance = plan.draw("away", person.id)
        years = plan.days / 365
        holidays = [
            (chance.random(), chance.randint(*_VACATION_DAYS), False)
            for _ in range(_times(chance.random(), _VACATIONS_A_YEAR * years))
        ]
        illnesses = [
            (chance.random(), 1 + int(chance.expovariate(0.25)), True)
            for _ in range(_times(chance.random(), _ILLNESSES_A_YEAR * years))
        ]
        wishes = [
            _stretch(person.id, plan, where, days, ill=ill) for where, days, ill in holidays + illnesses
        ]
        last = date.min
        for wish in sorted(wishes, key=lambda one: one.from_on):
            if wish.from_on > last:
                drawn.append(wish)
                last = wish.until_on
    return sorted(drawn, key=lambda one: (one.from_on, one.officer_id))


def _times(drawn: float, expected: float) -> int:
    """A whole number whose mean is `expected`."""
    return int(expected) + (drawn < expected - int(expected))


def _stretch(officer_id: str, plan: SimulationPlan, where: float, days: int, *, ill: bool) -> Away:
    from_on = plan.start_on + timedelta(days=int(where * plan.days))
    return Away(officer_id, from_on, from_on + timedelta(days=days - 1), ill)
