"""One measured figure, and what it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Result:
    """`reference` was measured in the same run; `reference_is` says what it is and how it was measured."""

    figure: str
    describes: str
    value: float
    unit: str
    bound: Literal["<=", ">="]
    limit: float
    reference: float | None = None
    reference_is: str = ""
    note: str = ""

    @property
    def target(self) -> str:
        return f"{self.bound} {self.limit:g}"

    @property
    def met(self) -> bool:
        return self.value <= self.limit if self.bound == "<=" else self.value >= self.limit


def percentile(values: list[float], percent: int) -> float:
    """Of few values the higher neighbour counts, never something between two that was not measured."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * percent // 100) - 1)]


def rate_of(ended_at: list[datetime], *, at_once: int) -> float:
    """Ends a second, once the first batch has ended: starting up and asking for work counts for nobody."""
    ordered = sorted(ended_at)
    if len(ordered) <= at_once:
        raise ValueError("too few ends for a rate")
    return (len(ordered) - at_once) / (ordered[-1] - ordered[at_once - 1]).total_seconds()
