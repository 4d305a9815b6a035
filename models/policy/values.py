"""Single values of a policy file that may stand nowhere, whatever their key means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any

from models.policy.consistency.problem import Problem

_KEYS_OF_TIMES = frozenset({"opens", "closes", "at", "closing_days"})
_TEXTS = frozenset({"text_de", "text_en", "no_office_de", "no_office_en", "met_by_de", "met_by_en"})


def value_problems(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """What JSON would hide: a date or time taken for a text, and letters no line of a mail or table holds."""
    if isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from value_problems(part, (*path, step))
    elif isinstance(value, date | time) and _KEYS_OF_TIMES.isdisjoint(path):
        yield (
            _write(path),
            "muss ein Text sein, bitte in Anführungszeichen / must be a text, put it in quotes",
        )
    elif (
        isinstance(value, str)
        and not value.replace("\n", "" if _TEXTS.intersection(path) else "\n").isprintable()
    ):
        yield (
            _write(path),
            "enthält Steuerzeichen oder einen Zeilenumbruch; bitte entfernen / "
            "holds control characters or a line break; remove them",
        )


def _write(path: Iterable[str | int]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
