"""Office and partner rules: every report finds an office, nobody is told without consent."""

from __future__ import annotations

from collections.abc import Iterator

from models.policy.consistency.problem import Problem, condition_problems, duplicate_problems
from models.rules.condition import Condition
from models.rules.ruleset import Ruleset
from models.vocabulary import PartnerKind, Severity


def office_rule_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Unknown offices and rules, no rule for every report, offices missing from the fallback."""
    offices = {office.id for office in ruleset.offices}
    rules = {rule.id for rule in ruleset.office_rules}
    yield from duplicate_problems("office_rules", [rule.id for rule in ruleset.office_rules])
    for rule in ruleset.office_rules:
        place = f"office_rules ({rule.id})"
        if rule.office not in offices:
            yield (
                f"{place}.office",
                f"es gibt keine Stelle {rule.office}; bitte berichtigen oder ergänzen / "
                f"there is no office {rule.office}; correct it or add the office",
            )
        if not rule.when:
            yield f"{place}.when", "hat keine Bedingung; bitte ergänzen / has no condition; add one"
        for index, condition in enumerate(rule.when):
            yield from condition_problems(f"{place}.when[{index}]", condition)
        for other in rule.also_inform_rules:
            if other not in rules or other == rule.id:
                yield (
                    f"{place}.also_inform_rules",
                    f"es gibt keine andere Regel {other}; bitte berichtigen / "
                    f"there is no other rule {other}; correct it",
                )
    if not ruleset.office_rules or Condition(always=True) not in ruleset.office_rules[-1].when:
        yield (
            "office_rules",
            "die letzte Regel muss jede Meldung nehmen; bitte `when = [{ always = true }]` ergänzen / "
            "the last rule must take every report; add `when = [{ always = true }]`",
        )
    yield from duplicate_problems("office_fallback", ruleset.office_fallback)
    for office in ruleset.office_fallback:
        if office not in offices:
            yield (
                "office_fallback",
                f"es gibt keine Stelle {office}; bitte berichtigen oder ergänzen / "
                f"there is no office {office}; correct it or add the office",
            )
    for office in sorted(offices - set(ruleset.office_fallback)):
        yield (
            "office_fallback",
            f"die Stelle {office} fehlt; bitte ergänzen / the office {office} is missing; add it",
        )


def partner_rule_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Kinds without partner or rule, and anything told without consent but acute danger to the police."""
    kinds = {partner.kind for partner in ruleset.partners}
    yield from duplicate_problems("partner_rules", [rule.id for rule in ruleset.partner_rules])
    for rule in ruleset.partner_rules:
        place = f"partner_rules ({rule.id})"
        if rule.kind not in kinds:
            yield (
                f"{place}.kind",
                f"es gibt keine Partnerstelle der Art {rule.kind}; bitte ergänzen / "
                f"there is no partner of the kind {rule.kind}; add one",
            )
        if not rule.when:
            yield f"{place}.when", "hat keine Bedingung; bitte ergänzen / has no condition; add one"
        for index, condition in enumerate(rule.when):
            yield from condition_problems(f"{place}.when[{index}]", condition)
            if not rule.needs_consent and not (
                rule.kind is PartnerKind.POLICE and condition.severity_at_least is Severity.CRITICAL
            ):
                yield (
                    f"{place}.needs_consent",
                    "ohne Einwilligung erfährt es nur die Polizei, nur bei critical; bitte true setzen / "
                    "without consent only the police and only at critical may be told; set it to true",
                )
    ruled = {rule.kind for rule in ruleset.partner_rules}
    for partner in ruleset.partners:
        if partner.kind not in ruled:
            yield (
                f"partners ({partner.id}).kind",
                f"keine Regel benachrichtigt die Art {partner.kind}; bitte ergänzen / "
                f"no partner rule tells the kind {partner.kind}; add one",
            )
