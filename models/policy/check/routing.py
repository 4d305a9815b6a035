"""Offices and partners: every report finds one that can be reached, and every one is of use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from models.policy.check.witnesses import level_of, reports_for
from models.policy.consistency.problem import Problem
from models.rules.partners import choose_partners
from models.rules.routing import choose_office
from models.rules.ruleset import Ruleset
from models.vocabulary import PartnerBecause, PartnerKind, Role, Severity


def office_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Dead rules, reports without an office, offices without mailbox or deputy."""
    offices = sorted(ruleset.office_by_id)
    for rule in ruleset.office_rules:
        reports = list(reports_for(rule.when, ruleset))
        decided = [choose_office(facts, level_of(facts, ruleset), ruleset=ruleset).rule for facts in reports]
        if rule.id not in decided:
            yield (
                f"office_rules ({rule.id})",
                "ist wirkungslos: eine frühere Regel geht immer vor; bitte verschieben oder entfernen / "
                "is dead: an earlier rule always decides; move or remove it",
            )
        for facts in reports:
            for size in range(len(offices)):
                for excluded in combinations(offices, size):
                    kept = replace(facts, not_to_offices=frozenset(excluded))
                    chosen = choose_office(kept, level_of(kept, ruleset), ruleset=ruleset)
                    if chosen.office is None or chosen.office in excluded:
                        names = ", ".join(excluded)
                        yield (
                            f"office_rules ({rule.id})",
                            f"ohne {names} findet sich keine Stelle; bitte office_fallback ergänzen / "
                            f"no office is found without {names}; complete office_fallback",
                        )
                        break
    for office in ruleset.offices:
        if all(rule.office != office.id for rule in ruleset.office_rules):
            yield (
                f"offices ({office.id})",
                "keine Regel führt je zu dieser Stelle; bitte eine ergänzen oder die Stelle entfernen / "
                "no rule ever leads to this office; add one or remove the office",
            )
        deputies = [person for person in ruleset.people if person.office == office.id]
        if not office.mailbox or not any(person.role is Role.DEPUTY for person in deputies):
            yield (
                f"offices ({office.id})",
                "ist nicht erreichbar: es fehlen Postfach oder Vertretung / "
                "cannot be reached: it needs a mailbox and a deputy",
            )


def partner_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Dead rules, partners nobody reaches, and anybody told without consent below acute danger."""
    for rule in ruleset.partner_rules:
        reports = list(reports_for(rule.when, ruleset))
        consent = frozenset({rule.kind}) if rule.needs_consent else frozenset[PartnerKind]()
        told = {
            choice.rule
            for facts in reports
            for choice in choose_partners(
                replace(facts, consent=consent), level_of(facts, ruleset), ruleset=ruleset
            )
        }
        if rule.id not in told:
            yield (
                f"partner_rules ({rule.id})",
                "ist wirkungslos: bei keiner Meldung wird jemand benachrichtigt; bitte entfernen / "
                "is dead: no report makes it tell a partner; remove it",
            )
    for rule in ruleset.partner_rules:
        for facts in reports_for(rule.when, ruleset):
            level = level_of(facts, ruleset)
            for choice in choose_partners(facts, level, ruleset=ruleset):
                allowed = (PartnerKind.POLICE, PartnerBecause.ACUTE_DANGER, Severity.CRITICAL)
                if (choice.kind, choice.because, level) != allowed:
                    yield (
                        f"partner_rules ({choice.rule})",
                        f"benachrichtigt {choice.partner} ohne Einwilligung; bitte needs_consent setzen / "
                        f"tells {choice.partner} without consent; set needs_consent",
                    )
