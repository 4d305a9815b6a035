"""When a rule applies: a conjunction of plain parts, so that a policy stays data and can be enumerated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.rules.facts import ReportFacts
from models.vocabulary import (
    AffectedRole,
    Answer,
    Channel,
    DangerQuestion,
    IncidentKind,
    Motive,
    Severity,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Every part that is given must hold; a set holds when the report has any of its words.

    A condition without parts matches nothing, unless it says `always`: an empty table left behind by an
    edit must not decide every case.
    """

    always: bool = False
    incident_kinds: frozenset[IncidentKind] = frozenset()
    motives: frozenset[Motive] = frozenset()
    channels: frozenset[Channel] = frozenset()
    affected_roles: frozenset[AffectedRole] = frozenset()
    perpetrator_internal: bool = False
    danger: Mapping[DangerQuestion, Answer] = field(default_factory=dict)
    severity_at_least: Severity | None = None

    @property
    def is_empty(self) -> bool:
        return not (
            self.always
            or self.incident_kinds
            or self.motives
            or self.channels
            or self.affected_roles
            or self.perpetrator_internal
            or self.danger
            or self.severity_at_least is not None
        )


def holds(condition: Condition, facts: ReportFacts, *, severity: Severity | None = None) -> bool:
    """Whether the condition applies; `severity` is the final one and None while it is being decided."""
    if condition.incident_kinds and condition.incident_kinds.isdisjoint(facts.incident_kinds):
        return False
    for question, answer in condition.danger.items():
        if facts.danger.get(question, Answer.UNKNOWN) != answer:
            return False
    if condition.perpetrator_internal and not facts.perpetrator.is_internal:
        return False
    if condition.severity_at_least is not None and (
        severity is None or severity.rank < condition.severity_at_least.rank
    ):
        return False
    if condition.motives and condition.motives.isdisjoint(facts.motives):
        return False
    if condition.channels and facts.channel not in condition.channels:
        return False
    if condition.affected_roles and facts.affected_role not in condition.affected_roles:
        return False
    return not condition.is_empty


def any_holds(conditions: tuple[Condition, ...], facts: ReportFacts, *, severity: Severity) -> bool:
    """Whether one of the alternatives applies."""
    return any(holds(condition, facts, severity=severity) for condition in conditions)
