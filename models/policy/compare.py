"""What differs between two policies: in the files, and in what would be decided."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.policy.check.witnesses import level_of, severity_witnesses
from models.policy.policy import Policy
from models.rules.facts import ReportFacts
from models.rules.routing import choose_office
from models.rules.ruleset import Ruleset

_NAMES = ("id", "kind", "offence")


@dataclass(frozen=True, slots=True)
class Change:
    """One value at its key path; None where the file does not have it."""

    place: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Consequence:
    """A smallest report that the two decide differently, named after the rule it was made for."""

    report: str
    old_severity: str
    new_severity: str
    old_office: str | None
    new_office: str | None


def compare_files(old: Policy, new: Policy) -> list[Change]:
    """Every value that was added, removed or changed."""
    before, after = dict(_flatten(tomllib.loads(old.text))), dict(_flatten(tomllib.loads(new.text)))
    places = dict.fromkeys([*before, *after])
    return [
        Change(place, before.get(place), after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    ]


def compare_decisions(old: Policy, new: Policy) -> list[Consequence]:
    """Reports made for the rules of either policy whose severity or office is no longer the same."""
    witnesses = [*severity_witnesses(old.ruleset), *severity_witnesses(new.ruleset)]
    found: dict[tuple[str, str], Consequence] = {}
    for witness in witnesses:
        one, other = _outcome(witness.facts, old.ruleset), _outcome(witness.facts, new.ruleset)
        if one != other:
            kinds = ", ".join(sorted(witness.facts.incident_kinds))
            name = f"{witness.name} ({kinds})" if kinds else witness.name
            found.setdefault((witness.name, kinds), Consequence(name, one[0], other[0], one[1], other[1]))
    return list(found.values())


def _outcome(facts: ReportFacts, ruleset: Ruleset) -> tuple[str, str | None]:
    level = level_of(facts, ruleset)
    return level.value, choose_office(facts, level, ruleset=ruleset).office


def _flatten(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _flatten(part, f"{place}.{key}" if place else key)
    elif isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
        for index, part in enumerate(value):
            name = next((part[name] for name in _NAMES if name in part), index)
            yield from _flatten(part, f"{place} ({name})")
    else:
        yield place, json.dumps(value, ensure_ascii=False, default=str)
