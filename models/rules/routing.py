"""Which office is responsible: the first rule that matches and is not excluded."""

from __future__ import annotations

from models.rules.condition import any_holds
from models.rules.decision import OfficeDecision
from models.rules.facts import ReportFacts
from models.rules.ruleset import OfficeRule, Ruleset
from models.vocabulary import Severity

NO_OFFICE = "no_office"
_FALLBACK = "fallback"


def choose_office(facts: ReportFacts, severity: Severity, *, ruleset: Ruleset) -> OfficeDecision:
    """The responsible office and the ones to inform; office None with an alarm when all are excluded.

    An office in `not_to_offices` is passed over and never informed (conflict of interest).
    """
    matching = [rule for rule in ruleset.office_rules if any_holds(rule.when, facts, severity=severity)]
    for rule in matching:
        if rule.office not in facts.not_to_offices:
            return OfficeDecision(
                office=rule.office,
                also_inform=_also_inform(rule, matching, facts=facts),
                rule=rule.id,
                text_de=rule.text_de,
                text_en=rule.text_en,
            )
    for office in ruleset.office_fallback:
        if office not in facts.not_to_offices:
            return _fall_back(office)
    return OfficeDecision(
        office=None,
        also_inform=(),
        rule=NO_OFFICE,
        text_de=ruleset.no_office_de,
        text_en=ruleset.no_office_en,
        alarm=NO_OFFICE,
    )


def _also_inform(decided: OfficeRule, matching: list[OfficeRule], *, facts: ReportFacts) -> tuple[str, ...]:
    """Offices of the rules that would have matched as well, if the deciding rule says so."""
    offices = [rule.office for rule in matching if rule.id in decided.also_inform_rules]
    return tuple(
        dict.fromkeys(
            office for office in offices if office != decided.office and office not in facts.not_to_offices
        )
    )


def _fall_back(office: str) -> OfficeDecision:
    return OfficeDecision(
        office=office,
        also_inform=(),
        rule=_FALLBACK,
        text_de="Die zuständigen Stellen sind von der Meldung ausgenommen; die nächste Stelle übernimmt.",
        text_en="The report excludes the offices responsible; the next office takes over.",
    )
