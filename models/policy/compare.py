"""What differs between two policy files."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.policy.policy import Policy

_NAMES = ("id", "kind", "offence")


@dataclass(frozen=True, slots=True)
class Change:
    """One value at its key path; None where the file does not have it."""

    place: str
    old: str | None
    new: str | None


def compare_files(old: Policy, new: Policy) -> list[Change]:
    """Every value that was added, removed or changed."""
    before, after = dict(_flatten(tomllib.loads(old.text))), dict(_flatten(tomllib.loads(new.text)))
    places = dict.fromkeys([*before, *after])
    return [
        Change(place, before.get(place), after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    ]


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
