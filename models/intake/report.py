"""A report that passed every check, as submitted and never changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.rules.facts import ReportFacts
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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReportIn:
    """Everything the reporting person gave; most of it personal data, hence without a repr.

    `consent_text` is the version of the consent texts shown, None without any consent.
    """

    municipality: str
    language: str
    narrative: str
    exact_words: str | None
    occurred_on: date | None
    place: str | None
    channel: Channel
    incident_kinds: frozenset[IncidentKind]
    motives: frozenset[Motive]
    affected_role: AffectedRole
    reporter_relation: ReporterRelation
    perpetrator: Perpetrator
    danger: Mapping[DangerQuestion, Answer]
    offender_known_on: date | None
    discrimination_known_on: date | None
    identity: Identity
    contact_name: str | None
    contact_email: str | None
    contact_phone: str | None
    consent: frozenset[PartnerKind]
    consent_text: str | None
    not_to_offices: frozenset[str]

    def facts(self) -> ReportFacts:
        """What the rules may know: neither contact nor place."""
        return ReportFacts(
            narrative=self.narrative,
            exact_words=self.exact_words,
            language=self.language,
            occurred_on=self.occurred_on,
            channel=self.channel,
            incident_kinds=self.incident_kinds,
            motives=self.motives,
            affected_role=self.affected_role,
            reporter_relation=self.reporter_relation,
            perpetrator=self.perpetrator,
            danger=self.danger,
            offender_known_on=self.offender_known_on,
            discrimination_known_on=self.discrimination_known_on,
            identity=self.identity,
            consent=self.consent,
            not_to_offices=self.not_to_offices,
        )

    def to_stored(self) -> dict[str, Any]:
        """The whole report in JSON values, the same for the same report (sets are sorted)."""
        return {
            "municipality": self.municipality,
            "language": self.language,
            "narrative": self.narrative,
            "exact_words": self.exact_words,
            "occurred_on": _day_text(self.occurred_on),
            "place": self.place,
            "channel": self.channel.value,
            "incident_kinds": sorted(kind.value for kind in self.incident_kinds),
            "motives": sorted(motive.value for motive in self.motives),
            "affected_role": self.affected_role.value,
            "reporter_relation": self.reporter_relation.value,
            "perpetrator": self.perpetrator.value,
            "danger": {question.value: answer.value for question, answer in self.danger.items()},
            "offender_known_on": _day_text(self.offender_known_on),
            "discrimination_known_on": _day_text(self.discrimination_known_on),
            "identity": self.identity.value,
            "contact": {
                "name": self.contact_name,
                "email": self.contact_email,
                "phone": self.contact_phone,
            },
            "consent": sorted(kind.value for kind in self.consent),
            "consent_text": self.consent_text,
            "not_to_offices": sorted(self.not_to_offices),
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> ReportIn:
        """Reads what `to_stored` wrote, without judging it again: rules of intake may tighten later."""
        return cls(
            municipality=stored["municipality"],
            language=stored["language"],
            narrative=stored["narrative"],
            exact_words=stored["exact_words"],
            occurred_on=_day(stored["occurred_on"]),
            place=stored["place"],
            channel=Channel(stored["channel"]),
            incident_kinds=frozenset(map(IncidentKind, stored["incident_kinds"])),
            motives=frozenset(map(Motive, stored["motives"])),
            affected_role=AffectedRole(stored["affected_role"]),
            reporter_relation=ReporterRelation(stored["reporter_relation"]),
            perpetrator=Perpetrator(stored["perpetrator"]),
            danger={DangerQuestion(key): Answer(value) for key, value in stored["danger"].items()},
            offender_known_on=_day(stored["offender_known_on"]),
            discrimination_known_on=_day(stored["discrimination_known_on"]),
            identity=Identity(stored["identity"]),
            contact_name=stored["contact"]["name"],
            contact_email=stored["contact"]["email"],
            contact_phone=stored["contact"]["phone"],
            consent=frozenset(map(PartnerKind, stored["consent"])),
            consent_text=stored["consent_text"],
            not_to_offices=frozenset(stored["not_to_offices"]),
        )


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None
