"""Questions that stayed open: shown to the officer, because an unknown is no answer."""

from __future__ import annotations

from models.rules.facts import ReportFacts
from models.rules.ruleset import Ruleset
from models.vocabulary import (
    AffectedRole,
    Answer,
    Channel,
    DangerQuestion,
    Motive,
    Perpetrator,
    ReporterRelation,
)


def find_open_questions(facts: ReportFacts, ruleset: Ruleset) -> tuple[str, ...]:
    """Paths of the questions answered `unknown` that no severity rule judges, danger questions first."""
    judged = ruleset.questions_judged_unknown
    found = [
        f"danger.{question}"
        for question in DangerQuestion
        if facts.danger.get(question, Answer.UNKNOWN) is Answer.UNKNOWN and question not in judged
    ]
    if facts.perpetrator is Perpetrator.UNKNOWN:
        found.append("perpetrator")
    if facts.affected_role is AffectedRole.UNKNOWN:
        found.append("affected_role")
    if facts.reporter_relation is ReporterRelation.UNKNOWN:
        found.append("reporter_relation")
    if facts.channel is Channel.UNKNOWN:
        found.append("channel")
    if Motive.UNKNOWN in facts.motives:
        found.append("motives")
    return tuple(found)
