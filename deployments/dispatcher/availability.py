"""Is Prefect there? Routing waits for it a little, never long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass
class PrefectAvailability:
    """Counts how long Prefect has been away. `tick` gives seconds that never go back (a monotonic clock)."""

    patience: timedelta
    tick: Callable[[], float]
    away_since: float | None = field(default=None, init=False)

    def note_answer(self) -> None:
        self.away_since = None

    def note_failure(self) -> None:
        if self.away_since is None:
            self.away_since = self.tick()

    @property
    def is_away(self) -> bool:
        return self.away_since is not None

    @property
    def is_given_up(self) -> bool:
        """Away longer than the patience: the steps run without it."""
        return self.away_since is not None and self.tick() - self.away_since >= self.patience.total_seconds()
