"""How a problem of a policy is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from models.rules.condition import Condition

Problem: TypeAlias = tuple[str, str]
"""Key path, and what is wrong with the mend."""


def duplicate_problems(place: str, names: Iterable[str]) -> Iterator[Problem]:
    """Ids that occur twice: decisions and audit entries name rules by id."""
    for name, count in Counter(names).items():
        if count > 1:
            yield (
                f"{place} ({name})",
                f"die id kommt {count}-mal vor; bitte jeder eine eigene geben / "
                f"the id occurs {count} times; give each its own",
            )


def condition_problems(place: str, condition: Condition) -> Iterator[Problem]:
    if condition.is_empty:
        yield (
            place,
            "hat keine Bedingung; bitte ergänzen, oder `always = true`, wenn sie für jede Meldung gilt / "
            "has no condition; add one, or `always = true` when it is meant for every report",
        )
    elif condition.always and condition != Condition(always=True):
        yield (
            place,
            "sagt `always` neben anderen Bedingungen; bitte nur eines behalten / "
            "says `always` beside other conditions; keep one of the two",
        )
