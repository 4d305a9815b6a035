"""What is simulated: how many reports, how long, from which day, drawn with which seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class SimulationPlan:
    """`start_on` and the days are local. The same plan and policy always give the same result."""

    reports_per_day: float
    days: int
    start_on: date
    seed: int = 1

    @property
    def end_on(self) -> date:
        """The day after the last one."""
        return self.start_on + timedelta(days=self.days)

    def draw(self, *purpose: object) -> Random:
        """Chance of its own for each purpose: what one case draws never shifts what another one does."""
        return Random(f"{self.seed}/{'/'.join(map(str, purpose))}")  # noqa: S311  drawn people, no secret


def local_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
