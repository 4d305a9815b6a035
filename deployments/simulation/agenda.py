"""What comes next, in the order of time; and the clock that is moved there."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


class MovedClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    at: datetime
    order: tuple[int, ...]


class Agenda(Generic[T]):
    """Entries of one moment come by `order`, which no two of them share: not by when they were noted."""

    def __init__(self) -> None:
        self._heap: list[tuple[_Place, T]] = []

    def note(self, at: datetime, entry: T, *, order: tuple[int, ...]) -> None:
        heapq.heappush(self._heap, (_Place(at, order), entry))

    @property
    def next_at(self) -> datetime | None:
        return self._heap[0][0].at if self._heap else None

    def take_until(self, now: datetime) -> Iterator[T]:
        """Entries of this moment and before."""
        while self._heap and self._heap[0][0].at <= now:
            yield heapq.heappop(self._heap)[1]
