"""Answers that came after the report, and the report's facts with them: nothing answered is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from models.rules.facts import ReportFacts
from models.vocabulary import (
    AffectedRole,
    Answer,
    Channel,
    DangerQuestion,
    IncidentKind,
    Motive,
    Perpetrator,
    ReporterRelation,
)

Word = TypeVar("Word", Channel, AffectedRole, ReporterRelation, Perpetrator)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AddedAnswers:
    """What was answered at one time; everything left out stays as it was."""

    occurred_on: date | None = None
    channel: Channel = Channel.UNKNOWN
    incident_kinds: frozenset[IncidentKind] = frozenset()
    motives: frozenset[Motive] = frozenset()
    affected_role: AffectedRole = AffectedRole.UNKNOWN
    reporter_relation: ReporterRelation = ReporterRelation.UNKNOWN
    perpetrator: Perpetrator = Perpetrator.UNKNOWN
    danger: Mapping[DangerQuestion, Answer] = field(default_factory=dict)
    offender_known_on: date | None = None
    discrimination_known_on: date | None = None


def merge_answers(facts: ReportFacts, added: Iterable[AddedAnswers]) -> ReportFacts:
    """The facts to decide on, oldest addition first.

    A yes stays a yes and unknown never replaces an answer; kinds and motives only grow. Of two words the
    later one counts, for it corrects the first. Of two days the earlier one counts: no period of the law is
    counted from a later day than it may have to be.
    """
    for answers in added:
        facts = replace(
            facts,
            occurred_on=_earlier(facts.occurred_on, answers.occurred_on),
            channel=_later_word(facts.channel, answers.channel),
            incident_kinds=facts.incident_kinds | answers.incident_kinds,
            motives=facts.motives | answers.motives,
            affected_role=_later_word(facts.affected_role, answers.affected_role),
            reporter_relation=_later_word(facts.reporter_relation, answers.reporter_relation),
            perpetrator=_later_word(facts.perpetrator, answers.perpetrator),
            danger={
                question: _graver(facts.danger.get(question, Answer.UNKNOWN), answers.danger.get(question))
                for question in DangerQuestion
            },
            offender_known_on=_earlier(facts.offender_known_on, answers.offender_known_on),
            discrimination_known_on=_earlier(facts.discrimination_known_on, answers.discrimination_known_on),
        )
    return facts


def _graver(before: Answer, added: Answer | None) -> Answer:
    if added is None or added is Answer.UNKNOWN or before is Answer.YES:
        return before
    return added


def _later_word(before: Word, added: Word) -> Word:
    return before if added.value == "unknown" else added


def _earlier(before: date | None, added: date | None) -> date | None:
    known = [day for day in (before, added) if day is not None]
    return min(known, default=None)
