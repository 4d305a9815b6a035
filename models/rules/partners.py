"""Which partners are told: only with consent, except the content-free call of acute danger to the police."""

from __future__ import annotations

from models.rules.condition import any_holds
from models.rules.decision import PartnerChoice
from models.rules.facts import ReportFacts
from models.rules.ruleset import PartnerRule, Ruleset
from models.vocabulary import PartnerBecause, Severity


def choose_partners(facts: ReportFacts, severity: Severity, *, ruleset: Ruleset) -> tuple[PartnerChoice, ...]:
    """Every partner of each kind that is told, with the first rule of the kind that matches.

    Pure in the final severity, so a raise is followed by calling again and telling who is new.
    """
    told: dict[str, PartnerRule] = {}
    for rule in ruleset.partner_rules:
        if rule.kind in told or (rule.needs_consent and rule.kind not in facts.consent):
            continue
        if any_holds(rule.when, facts, severity=severity):
            told[rule.kind] = rule
    return tuple(
        PartnerChoice(
            partner=partner.id,
            kind=partner.kind,
            because=PartnerBecause.CONSENT if partner.kind in facts.consent else PartnerBecause.ACUTE_DANGER,
            rule=told[partner.kind].id,
            text_de=told[partner.kind].text_de,
            text_en=told[partner.kind].text_en,
        )
        for partner in ruleset.partners
        if partner.kind in told
    )
