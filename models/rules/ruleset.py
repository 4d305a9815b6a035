"""The rules of one municipality as plain frozen data: a policy file, typed.

Every rule carries its words for people in German and English and its `source`: a paragraph of law, the
Aachener Modell or the policy of the offices themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from models.rules.condition import Condition
from models.rules.deadline_rules import DeadlineRule, Ladder
from models.rules.decision import Reason
from models.rules.directory import Municipality, Office, Partner, Person
from models.rules.hours import CalendarRule, WeeklyHours
from models.vocabulary import (
    Answer,
    DangerQuestion,
    DeadlineKind,
    IncidentKind,
    PartnerKind,
    ReasonSource,
    Severity,
)


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """One row of the severity table that the answers decide."""

    id: str
    level: Severity
    when: Condition
    text_de: str
    text_en: str
    source: str


@dataclass(frozen=True, slots=True)
class TextRule:
    """Level and words of one finding in the text.

    When `only_unless_yes` was answered yes the finding says nothing new and is dropped.
    """

    id: str
    level: Severity
    text_de: str
    text_en: str
    source: str
    only_unless_yes: DangerQuestion | None = None


@dataclass(frozen=True, slots=True)
class RaiseRule:
    """Raises the result of all other rules by `levels`, at most to `at_most`; what is higher stays."""

    id: str
    when: Condition
    levels: int
    at_most: Severity
    text_de: str
    text_en: str
    source: str


@dataclass(frozen=True, slots=True)
class OffenceHint:
    """An offence the case *may* touch; never automatic. Its condition reads the kinds of answers and text."""

    offence: str
    when: Condition
    text_de: str
    text_en: str
    source: str


@dataclass(frozen=True, slots=True)
class DangerLevels:
    """Level 0-3 of the Aachener Modell beside each severity.

    A low report that names no kind besides `harmless_kinds` is level 0.
    """

    levels: Mapping[Severity, int]
    harmless_kinds: frozenset[IncidentKind]


@dataclass(frozen=True, slots=True)
class OfficeRule:
    """The first rule that matches decides.

    `also_inform_rules`: the offices of these rules are informed when those match as well.
    """

    id: str
    office: str
    when: tuple[Condition, ...]
    text_de: str
    text_en: str
    source: str
    also_inform_rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerRule:
    """When partners of a kind are told; the first rule of a kind that matches counts."""

    id: str
    kind: PartnerKind
    needs_consent: bool
    when: tuple[Condition, ...]
    text_de: str
    text_en: str
    source: str


@dataclass(frozen=True, eq=False)
class Ruleset:
    """Everything the decisions need. Compared by identity: two loads of a file are two rulesets.

    `sha256` (of the file's bytes) is filled in when the policy is loaded.
    """

    id: str
    version: str
    municipality: Municipality
    coordination_mailbox: str
    assessed_languages: frozenset[str]
    calendar: CalendarRule
    offices: tuple[Office, ...]
    people: tuple[Person, ...]
    partners: tuple[Partner, ...]
    severity_rules: tuple[SeverityRule, ...]
    text_rules: tuple[TextRule, ...]
    raise_rules: tuple[RaiseRule, ...]
    offence_hints: tuple[OffenceHint, ...]
    danger_levels: DangerLevels
    office_rules: tuple[OfficeRule, ...]
    office_fallback: tuple[str, ...]
    partner_rules: tuple[PartnerRule, ...]
    ladders: tuple[Ladder, ...]
    deadline_rules: tuple[DeadlineRule, ...]
    no_office_de: str
    no_office_en: str
    sha256: str = ""

    @cached_property
    def office_by_id(self) -> Mapping[str, Office]:
        return {office.id: office for office in self.offices}

    @cached_property
    def person_by_id(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def partner_by_id(self) -> Mapping[str, Partner]:
        return {partner.id: partner for partner in self.partners}

    @cached_property
    def text_rule_by_id(self) -> Mapping[str, TextRule]:
        return {rule.id: rule for rule in self.text_rules}

    @cached_property
    def reasons_of_answers(self) -> tuple[Reason, ...]:
        """The reason each severity rule gives when it matches, in the order of the rules."""
        return tuple(
            Reason(
                rule=rule.id,
                severity=rule.level,
                text_de=rule.text_de,
                text_en=rule.text_en,
                source=ReasonSource.ANSWERS,
                law=rule.source,
            )
            for rule in self.severity_rules
        )

    @cached_property
    def questions_judged_unknown(self) -> frozenset[DangerQuestion]:
        """Danger questions whose `unknown` decides something by itself."""
        return frozenset(
            question
            for rule in self.severity_rules
            for question, answer in rule.when.danger.items()
            if answer is Answer.UNKNOWN and rule.when == Condition(danger={question: answer})
        )

    @cached_property
    def ladder_by_id(self) -> Mapping[str, Ladder]:
        return {ladder.id: ladder for ladder in self.ladders}

    @cached_property
    def deadline_rule_by_kind(self) -> Mapping[DeadlineKind, DeadlineRule]:
        return {rule.kind: rule for rule in self.deadline_rules}

    @property
    def reference(self) -> Mapping[str, str]:
        """How a decision names the policy it was made under."""
        return {"id": self.id, "version": self.version, "sha256": self.sha256}

    def hours_of(self, office: str | None) -> WeeklyHours:
        """The office's own hours, else the municipality's (also when no office is left)."""
        found = self.office_by_id.get(office) if office is not None else None
        return found.hours if found is not None and found.hours is not None else self.calendar.hours
