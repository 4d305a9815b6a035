"""The severity table: each rule alone, all pairs, never lower for a worse answer, no rule without effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from models.policy.check.witnesses import (
    CLEAR_TEXT,
    Witness,
    calm_report,
    level_of,
    merge,
    severity_witnesses,
    witnesses_of,
)
from models.policy.consistency.problem import Problem
from models.rules.condition import Condition, holds
from models.rules.facts import ReportFacts
from models.rules.ruleset import Ruleset
from models.rules.severity import TEXT_NOT_ASSESSED, decide_severity
from models.rules.text.catalogue import RULES as TEXT_FINDINGS
from models.vocabulary import AffectedRole, Answer, Channel, DangerQuestion, Perpetrator, Severity

_WORSE = (Answer.NO, Answer.UNKNOWN, Answer.YES)


def severity_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Everything that speaks against the table."""
    yield from _truth_table_problems(ruleset)
    yield from _dead_rule_problems(ruleset)
    yield from _pair_problems(ruleset)
    yield from _monotony_problems(ruleset)
    yield from _finding_problems(ruleset)


def _truth_table_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Each rule matches when all of its parts do and not when one of them does not."""
    ground = calm_report(ruleset)
    for rule in ruleset.severity_rules:
        place = f"severity_rules ({rule.id}).when"
        for facts in witnesses_of(rule.when, ground):
            if not holds(rule.when, facts):
                yield place, "trifft auf keine Meldung zu; bitte ändern / matches no report; change it"
            for missing, without in _lose_a_part(rule.when, facts, ground):
                if holds(rule.when, without):
                    yield (
                        place,
                        f"trifft zu, obwohl {missing} nicht zutrifft; bitte ändern / "
                        f"matches although {missing} does not; change it",
                    )


def _lose_a_part(
    condition: Condition, facts: ReportFacts, ground: ReportFacts
) -> Iterator[tuple[str, ReportFacts]]:
    if condition.incident_kinds:
        yield "incident_kinds", replace(facts, incident_kinds=ground.incident_kinds)
    if condition.motives:
        yield "motives", replace(facts, motives=ground.motives)
    for channel in [word for word in Channel if word not in condition.channels][: len(condition.channels)]:
        yield "channels", replace(facts, channel=channel)
    for role in [word for word in AffectedRole if word not in condition.affected_roles][
        : len(condition.affected_roles)
    ]:
        yield "affected_roles", replace(facts, affected_role=role)
    if condition.perpetrator_internal:
        yield "perpetrator_internal", replace(facts, perpetrator=Perpetrator.CITIZEN)
    for question, answer in condition.danger.items():
        for other in Answer:
            if other is not answer:
                yield f"danger.{question}", replace(facts, danger={**facts.danger, question: other})


def _dead_rule_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """A rule is dead when no report would be decided otherwise without it."""
    ground = calm_report(ruleset)
    for rule in ruleset.severity_rules:
        if rule.when.always:
            continue
        others = replace(ruleset, severity_rules=tuple(r for r in ruleset.severity_rules if r is not rule))
        for facts in witnesses_of(rule.when, ground):
            if level_of(facts, others).rank >= rule.level.rank:
                words = ", ".join(sorted(facts.incident_kinds & rule.when.incident_kinds))
                for_kinds = f" ({words})" if words else ""
                yield (
                    f"severity_rules ({rule.id})",
                    f"ist wirkungslos{for_kinds}: andere Regeln geben ihre Stufe; bitte entfernen / "
                    f"is dead{for_kinds}: other rules give its level; remove it",
                )
    for raising in ruleset.raise_rules:
        kept = replace(ruleset, raise_rules=tuple(r for r in ruleset.raise_rules if r is not raising))
        reports = [
            merge(other.facts, facts, ground)
            for other in severity_witnesses(kept)
            for facts in witnesses_of(raising.when, ground)
        ]
        if all(level_of(facts, ruleset) is level_of(facts, kept) for facts in reports):
            yield (
                f"raise_rules ({raising.id})",
                "ist wirkungslos: keine Meldung wird angehoben; bitte entfernen / "
                "is dead: no report is raised; remove it",
            )


def _pair_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Two rules together give the higher level, raised as each raise rule says, and all reasons."""
    ground = calm_report(ruleset)
    rules = {rule.id: rule for rule in ruleset.severity_rules}
    for first, second in combinations(_one_for_each(ruleset), 2):
        facts = merge(first.facts, second.facts, ground)
        decided = decide_severity(facts, ruleset, text=CLEAR_TEXT)
        named = {reason.rule for reason in decided.reasons}
        for witness in (first, second):
            rule = rules.get(witness.name)
            if rule is None or not holds(rule.when, facts):
                continue
            if witness.name not in named or decided.severity.rank < rule.level.rank:
                yield (
                    f"severity_rules ({witness.name})",
                    f"geht neben {first.name} und {second.name} verloren; bitte ändern / "
                    f"is lost beside {first.name} and {second.name}; change it",
                )


def _monotony_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Raising an answer from no over unknown to yes never lowers the level."""
    ground = calm_report(ruleset)
    witnesses = severity_witnesses(ruleset)
    pairs = combinations(_one_for_each(ruleset), 2)
    merged = [Witness(a.name, merge(a.facts, b.facts, ground)) for a, b in pairs]
    told: set[tuple[str, DangerQuestion]] = set()  # once for each rule
    for witness in [*witnesses, *merged]:
        for question in DangerQuestion:
            levels = [_with_answer(witness.facts, question, answer, ruleset).rank for answer in _WORSE]
            place = _place_of(witness.name, ruleset)
            if levels != sorted(levels) and (place, question) not in told:
                told.add((place, question))
                yield (
                    place,
                    f"eine schlimmere Antwort auf {question} senkt die Stufe; "
                    "keine Regel darf `no` oder `unknown` belohnen / "
                    f"a worse answer to {question} lowers the level; "
                    "a rule may not reward `no` or `unknown`",
                )


def _place_of(rule: str, ruleset: Ruleset) -> str:
    raising = any(rule == other.id for other in ruleset.raise_rules)
    return f"{'raise_rules' if raising else 'severity_rules'} ({rule})"


def _with_answer(facts: ReportFacts, question: DangerQuestion, answer: Answer, ruleset: Ruleset) -> Severity:
    return level_of(replace(facts, danger={**facts.danger, question: answer}), ruleset)


def _one_for_each(ruleset: Ruleset) -> list[Witness]:
    return list({witness.name: witness for witness in severity_witnesses(ruleset)}.values())


def _finding_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """The policy and the reading of the text know the same findings."""
    for name in sorted(TEXT_FINDINGS.keys() - ruleset.text_rule_by_id.keys()):
        yield (
            "text_rules",
            f"der Befund {name} hat keine Stufe; bitte eine Regel mit dieser id ergänzen / "
            f"the finding {name} has no level; add a rule with this id",
        )
    for name in sorted(ruleset.text_rule_by_id.keys() - TEXT_FINDINGS.keys()):
        yield (
            f"text_rules ({name})",
            "ist wirkungslos: kein Text wird je so gelesen; bitte entfernen / "
            "is dead: no text is ever read so; remove it",
        )
    level = ruleset.text_rule_by_id.get(TEXT_NOT_ASSESSED)
    if level is not None and level.level is Severity.LOW:
        yield (
            f"text_rules ({TEXT_NOT_ASSESSED}).level",
            "ein ungelesener Text ist nie niedrig; bitte anheben / a text nobody read is never low; raise it",
        )
