"""Which office: the first rule that matches, exclusions, and the alarm when nobody is left."""

from __future__ import annotations

from itertools import combinations

import pytest

from models.rules.facts import ReportFacts
from models.rules.routing import choose_office
from models.vocabulary import IncidentKind, Perpetrator, Severity
from tests.models.rules.samples import RULES, calm_report

SAFETY = {"physical_attack", "arson", "threat", "coercion", "stalking", "doxxing", "property_damage"}
UNEQUAL = {"discrimination", "exclusion", "sexual_harassment"}
OFFICES = ("antidiscrimination", "integration", "prevention")
EXCLUSIONS = [frozenset(some) for size in range(4) for some in combinations(OFFICES, size)]


def office_by_the_table(facts: ReportFacts, severity: Severity) -> tuple[str | None, tuple[str, ...]]:
    kinds = {kind.value for kind in facts.incident_kinds}
    first = bool(kinds & SAFETY) or severity in {Severity.HIGH, Severity.CRITICAL}
    second = facts.perpetrator.is_internal or bool(kinds & UNEQUAL)
    wanted = ["prevention"] * first + ["antidiscrimination"] * second + ["integration"]
    order = [*wanted, "antidiscrimination", "integration", "prevention"]
    office = next((name for name in order if name not in facts.not_to_offices), None)
    informed = (
        first and office == "prevention" and second and "antidiscrimination" not in facts.not_to_offices
    )
    return office, ("antidiscrimination",) if informed else ()


@pytest.mark.parametrize("excluded", EXCLUSIONS)
@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("perpetrator", [Perpetrator.CITIZEN, Perpetrator.COLLEAGUE, Perpetrator.SUPERIOR])
def test_every_kind_alone_and_with_discrimination(
    excluded: frozenset[str], severity: Severity, perpetrator: Perpetrator
) -> None:
    for kinds in [
        (),
        *((kind,) for kind in IncidentKind),
        *((kind, "discrimination") for kind in IncidentKind),
    ]:
        facts = calm_report(*kinds, perpetrator=perpetrator, not_to_offices=excluded)
        decided = choose_office(facts, severity, ruleset=RULES)
        assert (decided.office, decided.also_inform) == office_by_the_table(facts, severity)
        assert decided.text_de
        assert decided.text_en
        assert decided.alarm == ("no_office" if len(excluded) == len(OFFICES) else None)


def test_the_rule_that_decided_is_named() -> None:
    def rule(*kinds: str, severity: Severity = Severity.LOW, excluded: tuple[str, ...] = ()) -> str:
        facts = calm_report(*kinds, not_to_offices=frozenset(excluded))
        return choose_office(facts, severity, ruleset=RULES).rule

    assert rule("threat") == "safety"
    assert rule(severity=Severity.HIGH) == "safety"
    assert rule("exclusion") == "discrimination-or-internal"
    assert rule("insult") == "everything-else"
    assert rule("insult", excluded=("integration",)) == "fallback"
    assert rule("insult", excluded=OFFICES) == "no_office"


def test_prevention_by_fallback_informs_nobody() -> None:
    facts = calm_report("exclusion", not_to_offices=frozenset({"antidiscrimination", "integration"}))
    decided = choose_office(facts, Severity.LOW, ruleset=RULES)
    assert (decided.office, decided.also_inform) == ("prevention", ())


def test_no_office_left_is_a_loud_alarm_for_the_coordination() -> None:
    decided = choose_office(calm_report(not_to_offices=frozenset(OFFICES)), Severity.LOW, ruleset=RULES)
    assert decided.office is None
    assert decided.also_inform == ()
    assert decided.alarm == "no_office"
    assert "Koordination" in decided.text_de
