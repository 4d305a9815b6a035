"""What the rules may know of a report: plain values, no storage, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.vocabulary import (
    AffectedRole,
    Answer,
    Channel,
    DangerQuestion,
    Identity,
    IncidentKind,
    Motive,
    PartnerKind,
    Perpetrator,
    ReporterRelation,
)


def _all_unknown() -> Mapping[DangerQuestion, Answer]:
    return dict.fromkeys(DangerQuestion, Answer.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One validated report as the rules see it; contact and place are deliberately not here."""

    narrative: str = field(repr=False)
    exact_words: str | None = field(default=None, repr=False)
    language: str = "de"
    occurred_on: date | None = None
    channel: Channel = Channel.UNKNOWN
    incident_kinds: frozenset[IncidentKind] = frozenset()
    motives: frozenset[Motive] = frozenset()
    affected_role: AffectedRole = AffectedRole.UNKNOWN
    reporter_relation: ReporterRelation = ReporterRelation.UNKNOWN
    perpetrator: Perpetrator = Perpetrator.UNKNOWN
    danger: Mapping[DangerQuestion, Answer] = field(default_factory=_all_unknown)
    offender_known_on: date | None = None
    discrimination_known_on: date | None = None
    identity: Identity = Identity.ANONYMOUS
    consent: frozenset[PartnerKind] = frozenset()
    not_to_offices: frozenset[str] = frozenset()
