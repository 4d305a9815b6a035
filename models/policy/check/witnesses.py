"""The smallest reports that make a rule match: enough to prove what rules do that decide independently.

All combinations of answers are hundreds of millions. Rules are conjunctions and are collected one by one, so
each rule's own witnesses, and the witnesses of two rules put together, say what any report would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from models.rules.condition import Condition
from models.rules.decision import TextAssessment
from models.rules.facts import ReportFacts
from models.rules.ruleset import Ruleset
from models.rules.severity import decide_severity
from models.vocabulary import (
    AffectedRole,
    Answer,
    Channel,
    DangerQuestion,
    Perpetrator,
    ReporterRelation,
    Severity,
)

CLEAR_TEXT = TextAssessment(assessed=True)


@dataclass(frozen=True, slots=True)
class Witness:
    """A report and where it comes from, for the words of a problem."""

    name: str
    facts: ReportFacts


def calm_report(ruleset: Ruleset) -> ReportFacts:
    """Everything answered so that as little as possible matches: the ground witnesses stand on."""
    return ReportFacts(
        narrative="",
        language=min(ruleset.assessed_languages, default="und"),
        channel=Channel.PHONE,
        affected_role=AffectedRole.RESIDENT,
        reporter_relation=ReporterRelation.SELF,
        perpetrator=Perpetrator.CITIZEN,
        danger=dict.fromkeys(DangerQuestion, Answer.NO),
    )


def witnesses_of(condition: Condition, ground: ReportFacts) -> Iterator[ReportFacts]:
    """One report for each word that makes the condition hold; its severity part is left aside."""
    kinds = [frozenset({kind}) for kind in sorted(condition.incident_kinds)]
    motives = [frozenset({motive}) for motive in sorted(condition.motives)]
    words = product(
        kinds or [ground.incident_kinds],
        motives or [ground.motives],
        sorted(condition.channels) or [ground.channel],
        sorted(condition.affected_roles) or [ground.affected_role],
    )
    for kind, motive, channel, role in words:
        yield replace(
            ground,
            incident_kinds=kind,
            motives=motive,
            channel=channel,
            affected_role=role,
            perpetrator=Perpetrator.COLLEAGUE if condition.perpetrator_internal else ground.perpetrator,
            danger={**ground.danger, **condition.danger},
        )


def severity_witnesses(ruleset: Ruleset) -> list[Witness]:
    """The witnesses of every severity and raise rule."""
    ground = calm_report(ruleset)
    conditions = [(rule.id, rule.when) for rule in ruleset.severity_rules]
    conditions += [(rule.id, rule.when) for rule in ruleset.raise_rules]
    return [Witness(name, facts) for name, when in conditions for facts in witnesses_of(when, ground)]


def merge(first: ReportFacts, second: ReportFacts, ground: ReportFacts) -> ReportFacts:
    """One report with what both say; where they contradict each other the second counts."""
    danger = {
        question: second.danger[question]
        if second.danger[question] is not ground.danger[question]
        else first.danger[question]
        for question in DangerQuestion
    }
    return replace(
        first,
        incident_kinds=first.incident_kinds | second.incident_kinds,
        motives=first.motives | second.motives,
        channel=second.channel if second.channel is not ground.channel else first.channel,
        affected_role=second.affected_role
        if second.affected_role is not ground.affected_role
        else first.affected_role,
        perpetrator=second.perpetrator if second.perpetrator is not ground.perpetrator else first.perpetrator,
        danger=danger,
    )


def level_of(facts: ReportFacts, ruleset: Ruleset) -> Severity:
    return decide_severity(facts, ruleset, text=CLEAR_TEXT).severity


def reports_for(conditions: Iterable[Condition], ruleset: Ruleset) -> Iterator[ReportFacts]:
    """Reports that meet a condition together with the severity it asks for."""
    ground = calm_report(ruleset)
    by_level: dict[Severity, list[ReportFacts]] = {}
    for witness in severity_witnesses(ruleset):
        by_level.setdefault(level_of(witness.facts, ruleset), []).append(witness.facts)
    for condition in conditions:
        least = condition.severity_at_least
        grounds = [ground] if least is None else by_level.get(least, [])
        for urgent in grounds:
            for facts in witnesses_of(condition, ground):
                yield merge(urgent, facts, ground)
