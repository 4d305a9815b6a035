"""How many rows the dispatcher takes next: urgent ones never wait for ordinary ones to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

# Runs beyond those at once, for urgent rows alone.
EXTRA_FOR_URGENT = 2
# Ordinary runs are not begun beside an urgent one, which would share the processor with them; but an urgent
# run that hangs must not stop the others.
HELD_BACK_S = 1.5
# With all places taken, and not at every report of a flood.
LOOK_AGAIN_S = 0.1


@dataclass(frozen=True, slots=True)
class Asked:
    at_most: int
    urgent_alone: bool


@dataclass
class Room:
    """`tick` gives seconds that never go back (a monotonic clock)."""

    runs_at_once: int
    tick: Callable[[], float]
    _looked_at: float | None = field(default=None, init=False)
    _urgent_at: float | None = field(default=None, init=False)

    def note_urgent(self) -> None:
        self._urgent_at = self.tick()

    def choose_rows(self, running: Sequence[bool]) -> Asked | None:
        """What to lease beside the runs under way (True for each urgent one); None when it is nothing."""
        free = self.runs_at_once - len(running)
        if free > 0 and not (any(running) and self._is_held_back()):
            return Asked(free, urgent_alone=False)
        if free <= -EXTRA_FOR_URGENT or not self._is_time_to_look():
            return None
        return Asked(free + EXTRA_FOR_URGENT, urgent_alone=True)

    def _is_held_back(self) -> bool:
        return self._urgent_at is not None and self.tick() - self._urgent_at < HELD_BACK_S

    def _is_time_to_look(self) -> bool:
        now = self.tick()
        if self._looked_at is not None and now - self._looked_at < LOOK_AGAIN_S:
            return False
        self._looked_at = now
        return True
