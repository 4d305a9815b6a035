"""Every rule says in both languages what it means, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from models.policy.consistency.problem import Problem
from models.rules.ruleset import Ruleset

_WORDS = ("id", "text_de", "text_en", "source", "met_by_de", "met_by_en", "name_de", "name_en", "name")
_NAMES = ("id", "kind", "offence")


def text_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Empty texts: a decision without words helps nobody."""
    for place, part in _parts_of(ruleset):
        for field in fields(part):
            if field.name in _WORDS and not getattr(part, field.name).strip():
                yield (
                    f"{place}.{field.name}",
                    "ist leer; bitte schreiben, was Menschen lesen sollen / "
                    "is empty; write what people shall read",
                )
    for name in ("no_office_de", "no_office_en"):
        if not getattr(ruleset, name).strip():
            yield (
                name,
                "ist leer; bitte schreiben, was Menschen lesen sollen / "
                "is empty; write what people shall read",
            )


def _parts_of(ruleset: Ruleset) -> Iterator[tuple[str, Any]]:
    for field in fields(ruleset):
        value = getattr(ruleset, field.name)
        if is_dataclass(value):
            yield field.name, value
        elif isinstance(value, tuple):
            for index, part in enumerate(value):
                if is_dataclass(part):
                    names = (getattr(part, key, None) for key in _NAMES)
                    name = next((name for name in names if name), index)
                    yield f"{field.name} ({name})", part
