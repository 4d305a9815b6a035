"""What a policy says about deadlines: how long, by which clock, from when, and who is told on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from models.rules.condition import Condition
from models.vocabulary import (
    AffectedRole,
    Audience,
    DeadlineClock,
    DeadlineKind,
    EntitledPerson,
    IncidentKind,
    Severity,
    StepKind,
)


class Anchor(StrEnum):
    """From when a deadline runs."""

    SUBMISSION = "submission"
    OFFENDER_KNOWN_ON = "offender_known_on"
    DISCRIMINATION_KNOWN_ON = "discrimination_known_on"
    OCCURRED_ON = "occurred_on"


@dataclass(frozen=True, slots=True)
class Budget:
    """Time allowed. Seconds, minutes and hours add up (elapsed, office hours); days and months do not."""

    clock: DeadlineClock
    seconds: int = 0
    minutes: int = 0
    hours: int = 0
    days: int = 0
    months: int = 0

    @property
    def total_s(self) -> int:
        return self.seconds + 60 * self.minutes + 3600 * self.hours


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step of a ladder, told to each audience at once. Exactly one of the four times is given.

    percent: of the deadline's own time (100 is the due time). days_before: calendar days before the due
    day, at local time `at`. office_days_before: at the opening of that office day. office_days_after: at
    the end of office hours of that office day after the due day.
    """

    step: StepKind
    audiences: tuple[Audience, ...]
    percent: int | None = None
    days_before: int | None = None
    at: time | None = None
    office_days_before: int | None = None
    office_days_after: int | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """Escalation steps in order of time. `repeat_every_s` (seconds) goes on after the last one."""

    id: str
    steps: tuple[StepRule, ...]
    overdue_audiences: tuple[Audience, ...] = ()
    repeat_every_s: Mapping[Severity, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One kind of deadline.

    `anchors` are tried in order, the first that is known counts; without one there is no deadline. A date
    taken from `estimated_anchors` makes an estimate. `check_unless_kinds`: the deadline has to be checked
    by a person unless the report names one of these kinds. `runs_in_pause`: a pause of the case leaves it
    running. `ask_after_office_days`: while the day the period starts from is not known, somebody is asked for
    it at the opening of these office days after the submission.
    """

    kind: DeadlineKind
    ladder: str
    budgets: Mapping[Severity, Budget]
    met_by_de: str
    met_by_en: str
    source: str
    when: tuple[Condition, ...]
    anchors: tuple[Anchor, ...] = (Anchor.SUBMISSION,)
    estimated_anchors: tuple[Anchor, ...] = ()
    check_unless_kinds: frozenset[IncidentKind] = frozenset()
    entitled_person: EntitledPerson = EntitledPerson.CASE
    superior_for_roles: frozenset[AffectedRole] = frozenset()
    runs_in_pause: bool = False
    ask_after_office_days: tuple[int, ...] = (3, 10, 20)
