"""The whole decision on one report: severity, office, partners, deadlines, in this order."""

from __future__ import annotations

from datetime import datetime

from models.rules.deadlines import plan_deadlines
from models.rules.decision import Decision, TextAssessment
from models.rules.facts import ReportFacts
from models.rules.partners import choose_partners
from models.rules.routing import choose_office
from models.rules.ruleset import Ruleset
from models.rules.severity import decide_severity


def decide(facts: ReportFacts, ruleset: Ruleset, *, submitted_at: datetime, text: TextAssessment) -> Decision:
    """Everything that follows from the facts under one policy version, and always the same."""
    severity = decide_severity(facts, ruleset, text=text)
    office = choose_office(facts, severity.severity, ruleset=ruleset)
    return Decision(
        severity=severity,
        office=office,
        partners=choose_partners(facts, severity.severity, ruleset=ruleset),
        deadlines=plan_deadlines(
            facts, severity.severity, office=office.office, ruleset=ruleset, submitted_at=submitted_at
        ),
        policy=ruleset.reference,
    )
