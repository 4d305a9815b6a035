"""How urgent: every rule that matches is collected, the highest wins, all are kept as reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from models.rules.condition import holds
from models.rules.decision import Reason, SeverityDecision, TextAssessment
from models.rules.facts import ReportFacts
from models.rules.offences import hint_offences
from models.rules.open_questions import find_open_questions
from models.rules.ruleset import RaiseRule, Ruleset
from models.vocabulary import Answer, DangerQuestion, ReasonSource, Severity

TEXT_NOT_ASSESSED = "text-not-assessed"

_LEVELS = tuple(Severity)
_RANKS = {level: rank for rank, level in enumerate(_LEVELS)}


def decide_severity(facts: ReportFacts, ruleset: Ruleset, *, text: TextAssessment) -> SeverityDecision:
    """The proposed severity. The text can raise it, never lower it; only a person may go below."""
    assessed = text.assessed and primary_subtag(facts.language) in ruleset.assessed_languages
    reasons = [
        reason
        for rule, reason in zip(ruleset.severity_rules, ruleset.reasons_of_answers, strict=True)
        if holds(rule.when, facts)
    ]
    reasons += _text_reasons(facts, ruleset, text=text, assessed=assessed)
    level = max((reason.severity for reason in reasons), key=_RANKS.__getitem__)
    for rule in ruleset.raise_rules:
        if holds(rule.when, facts):
            raised = _raise_level(level, rule)
            reasons.append(_reason_of_raise(rule, min(raised, rule.at_most, key=_RANKS.__getitem__)))
            level = raised
    return SeverityDecision(
        severity=level,
        danger_level=decide_danger_level(facts, level, ruleset=ruleset),
        reasons=tuple(sorted(reasons, key=lambda reason: -_RANKS[reason.severity])),
        offences=hint_offences(facts, ruleset, text_offences=text.offences),
        text_assessed=assessed,
        open_questions=find_open_questions(facts, ruleset),
    )


def decide_danger_level(facts: ReportFacts, severity: Severity, *, ruleset: Ruleset) -> int:
    """Gefährdungsstufe 0-3 (Aachener Modell); 0 only for a low report of harmless kinds alone."""
    levels = ruleset.danger_levels
    if severity is Severity.LOW and facts.incident_kinds <= levels.harmless_kinds:
        return 0
    return levels.levels[severity]


def primary_subtag(language: str) -> str:
    """`de-AT` is assessed as `de` (BCP 47, RFC 5646 section 2.2.1)."""
    return language.replace("_", "-").partition("-")[0].lower()


def _raise_level(level: Severity, rule: RaiseRule) -> Severity:
    """One or more levels up, at most to the rule's own limit; what is higher already stays."""
    rank = _RANKS[level]
    return _LEVELS[max(rank, min(rank + rule.levels, _RANKS[rule.at_most]))]


def _reason_of_raise(rule: RaiseRule, severity: Severity) -> Reason:
    return Reason(
        rule=rule.id,
        severity=severity,
        text_de=rule.text_de,
        text_en=rule.text_en,
        source=ReasonSource.ANSWERS,
        law=rule.source,
    )


def _text_reasons(
    facts: ReportFacts, ruleset: Ruleset, *, text: TextAssessment, assessed: bool
) -> Iterable[Reason]:
    """Findings with the policy's level and words; what an answer already says is dropped."""
    found: dict[str, Reason] = {}
    for reason in text.reasons:
        known = found.get(reason.rule)
        found[reason.rule] = reason if known is None else replace(known, hits=known.hits + reason.hits)
    if not assessed and TEXT_NOT_ASSESSED not in found:
        found[TEXT_NOT_ASSESSED] = _unknown_finding(TEXT_NOT_ASSESSED)
    for name, reason in found.items():
        rule = ruleset.text_rule_by_id.get(name)
        if rule is None:
            yield reason  # a finding the policy does not know keeps its own level: never lower
        elif not _is_answered(facts, rule.only_unless_yes):
            yield replace(
                reason, severity=rule.level, text_de=rule.text_de, text_en=rule.text_en, law=rule.source
            )


def _is_answered(facts: ReportFacts, question: DangerQuestion | None) -> bool:
    return question is not None and facts.danger.get(question) is Answer.YES


def _unknown_finding(rule: str) -> Reason:
    return Reason(rule=rule, severity=Severity.MEDIUM, text_de="", text_en="", source=ReasonSource.TEXT)
