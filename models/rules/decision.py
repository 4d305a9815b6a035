"""What the rules decide: frozen values a task can save and a person can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.vocabulary import (
    Audience,
    DeadlineClock,
    DeadlineKind,
    EntitledPerson,
    PartnerBecause,
    PartnerKind,
    ReasonSource,
    Severity,
    StepKind,
)


@dataclass(frozen=True, slots=True)
class TextHit:
    """Where the text matched. The words belong to the report: never to be stored unencrypted."""

    field: str
    sentence: int
    words: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that matched."""

    rule: str
    severity: Severity
    text_de: str
    text_en: str
    source: ReasonSource
    law: str = ""
    hits: tuple[TextHit, ...] = ()


@dataclass(frozen=True, slots=True)
class TextAssessment:
    """What the text alone says. `assessed` is false when its language is not one of the assessed ones."""

    assessed: bool
    reasons: tuple[Reason, ...] = ()
    offences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeverityDecision:
    severity: Severity
    danger_level: int
    reasons: tuple[Reason, ...]
    offences: tuple[str, ...]
    text_assessed: bool
    open_questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeDecision:
    """The office responsible, None with `alarm` "no_office" when all are excluded."""

    office: str | None
    also_inform: tuple[str, ...]
    rule: str
    text_de: str
    text_en: str
    alarm: str | None = None


@dataclass(frozen=True, slots=True)
class PartnerChoice:
    partner: str
    kind: PartnerKind
    because: PartnerBecause
    rule: str
    text_de: str
    text_en: str


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One telling of one audience. `repeat_every_s`: repeats start one interval after this step."""

    at: datetime
    audience: Audience
    step: StepKind
    repeat_every_s: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedDeadline:
    """A deadline with every step of the table still ahead, ordered by time.

    `due_on` is set for legal clocks only; `budget_s` is the time allowed in seconds of the deadline's own
    clock (None for office days and legal months). `beyond_calendar`: the holidays at the due time are
    computed, not frozen with the policy version.
    """

    kind: DeadlineKind
    clock: DeadlineClock
    due_at: datetime
    steps: tuple[PlannedStep, ...]
    entitled_person: EntitledPerson
    anchor_at: datetime | None = None
    anchor_on: date | None = None
    due_on: date | None = None
    budget_s: int | None = None
    overdue: bool = False
    estimated: bool = False
    check: bool = False
    beyond_calendar: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything decided on one report under one policy version."""

    severity: SeverityDecision
    office: OfficeDecision
    partners: tuple[PartnerChoice, ...]
    deadlines: tuple[PlannedDeadline, ...]
    policy: Mapping[str, str]
