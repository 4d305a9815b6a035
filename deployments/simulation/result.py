"""What a simulated time was like, in counts and hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class DeadlineTally:
    """Deadlines of one kind and severity that ended or were due. Times are in hours.

    `late` were met after their due time or not at all; `late_median_h` and `late_p90_h` are of those.
    `taken_median_h` is the time from the start to the meeting, of all that were met.
    """

    kind: str
    severity: str
    total: int
    late: int
    late_median_h: float
    late_p90_h: float
    taken_median_h: float


@dataclass(frozen=True, slots=True)
class EscalationTally:
    """Firings of one step to one audience."""

    step: str
    audience: str
    severity: str
    firings: int


@dataclass(frozen=True, slots=True)
class OfficerTally:
    officer: str
    office: str
    taken: int
    mails: int
    most_open: int
    days_away: int


@dataclass(frozen=True, slots=True)
class Week:
    """`open_cases` by officer at its end; those nobody has taken are under ""."""

    begins_on: str
    reports: int
    notices: int
    escalations: int
    outage_h: float
    open_cases: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """`firing_lateness_s`: p50, p99 and max of urgent steps, which wait for no office to open.

    `notices` were queued, `mails` left in the time simulated: several notices may go in one mail.
    """

    policy: str
    policy_version: str
    reports_per_day: float
    days: int
    start_on: str
    seed: int
    reports: int
    routed: int
    by_severity: Mapping[str, int]
    by_office: Mapping[str, int]
    notices: int
    mails: int
    notices_by_message: Mapping[str, int]
    firings: int
    firing_lateness_s: Mapping[str, float]
    deadlines: Sequence[DeadlineTally]
    escalations: Sequence[EscalationTally]
    officers: Sequence[OfficerTally]
    weeks: Sequence[Week]
    absences: int
    illnesses: int
    outages: int
    outage_h: float
    done: Mapping[str, int]
    refused: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def count_firings(self, *, step: str | None = None, audience: str | None = None) -> int:
        return sum(
            tally.firings
            for tally in self.escalations
            if step in {None, tally.step} and audience in {None, tally.audience}
        )
