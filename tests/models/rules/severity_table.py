"""The severity table written a second time, as plain conditions: what the policy file must amount to."""

from __future__ import annotations

from models.rules.facts import ReportFacts
from models.vocabulary import Answer, DangerQuestion, Severity

CRITICAL, HIGH, MEDIUM, LOW = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW

# (level, kinds, danger answers): the smallest report of each alternative of each row.
ROWS: list[tuple[Severity, tuple[str, ...], dict[str, str]]] = [
    (CRITICAL, (), {"danger_now": "yes"}),
    (CRITICAL, (), {"weapon": "yes"}),
    (CRITICAL, ("physical_attack",), {"injured": "yes"}),
    (CRITICAL, ("arson",), {}),
    (CRITICAL, ("threat",), {"home_affected": "yes", "threat_concrete": "yes"}),
    (CRITICAL, ("stalking",), {"home_affected": "yes", "threat_concrete": "yes"}),
    (HIGH, ("threat",), {}),
    (HIGH, ("threat",), {"home_affected": "yes"}),
    (HIGH, ("threat",), {"threat_concrete": "yes"}),
    (HIGH, ("coercion",), {}),
    (HIGH, ("stalking",), {}),
    (HIGH, ("physical_attack",), {}),
    (HIGH, (), {"injured": "yes"}),
    (HIGH, ("doxxing",), {"home_affected": "yes"}),
    (HIGH, ("insult",), {"home_affected": "yes"}),
    (HIGH, ("hate_symbols",), {"home_affected": "yes"}),
    (HIGH, ("property_damage",), {"home_affected": "yes"}),
    (HIGH, ("insult",), {"family_affected": "yes"}),
    (HIGH, ("hostile_campaign",), {"family_affected": "yes"}),
    (HIGH, ("doxxing",), {"family_affected": "yes"}),
    (HIGH, ("sexual_harassment",), {"repeated": "yes"}),
    (MEDIUM, ("doxxing",), {}),
    (MEDIUM, ("property_damage",), {}),
    (MEDIUM, ("hate_symbols",), {}),
    (MEDIUM, ("incitement",), {}),
    (MEDIUM, ("sexual_harassment",), {}),
    (MEDIUM, ("discrimination",), {}),
    (MEDIUM, ("hostile_campaign",), {}),
    (MEDIUM, ("hostile_campaign",), {"home_affected": "yes"}),
    (MEDIUM, ("incitement",), {"family_affected": "yes", "home_affected": "yes"}),
    (MEDIUM, ("insult",), {"repeated": "yes"}),
    (MEDIUM, (), {"repeated": "yes"}),
    (MEDIUM, (), {"coordinated": "yes"}),
    (MEDIUM, (), {"danger_now": "unknown"}),
    (MEDIUM, (), {"weapon": "unknown"}),
    (MEDIUM, (), {"threat_concrete": "yes"}),
    (MEDIUM, (), {"home_affected": "yes"}),
    (MEDIUM, (), {"home_affected": "yes", "threat_concrete": "yes"}),
    (MEDIUM, (), {"family_affected": "yes"}),
    (MEDIUM, (), {"afraid": "yes"}),
    (LOW, (), {}),
    (LOW, ("insult",), {}),
    (LOW, ("exclusion",), {}),
    (LOW, ("other",), {}),
    *(
        (LOW, (), {question.value: "unknown"})
        for question in DangerQuestion
        if question not in {"danger_now", "weapon"}
    ),
]


def level_by_the_table(facts: ReportFacts) -> Severity:
    """The level of the answers, rule after rule as the offices wrote them down; text left aside."""
    kinds = {kind.value for kind in facts.incident_kinds}
    yes = {question.value for question, answer in facts.danger.items() if answer is Answer.YES}
    unknown = {question.value for question, answer in facts.danger.items() if answer is Answer.UNKNOWN}
    level = LOW
    if (
        kinds & {"doxxing", "property_damage", "hate_symbols", "incitement", "sexual_harassment"}
        or kinds & {"discrimination", "hostile_campaign"}
        or yes & {"repeated", "coordinated", "threat_concrete", "home_affected", "family_affected"}
        or unknown & {"danger_now", "weapon"}
        or facts.perpetrator.value in {"colleague", "superior"}
    ):
        level = MEDIUM
    if (
        kinds & {"threat", "coercion", "stalking", "physical_attack"}
        or "injured" in yes
        or ("home_affected" in yes and kinds & {"doxxing", "insult", "hate_symbols", "property_damage"})
        or ("family_affected" in yes and kinds & {"insult", "hostile_campaign", "doxxing"})
        or ("sexual_harassment" in kinds and "repeated" in yes)
    ):
        level = HIGH
    if (
        yes & {"danger_now", "weapon"}
        or ("injured" in yes and "physical_attack" in kinds)
        or "arson" in kinds
        or (kinds & {"threat", "stalking"} and {"home_affected", "threat_concrete"} <= yes)
    ):
        level = CRITICAL
    if "afraid" in yes:
        level = {LOW: MEDIUM, MEDIUM: HIGH}.get(level, level)
    return level
