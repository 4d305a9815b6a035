"""Reports for tests, as a person would send them."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.intake import ReportIn, parse_report

OFFICES = ("antidiscrimination", "integration", "prevention")

THREAT: dict[str, Any] = {
    "narrative": "Nach der Sitzung hat mich ein Mann auf dem Parkplatz angesprochen und bedroht.",
    "occurred_on": "2026-11-20",
    "channel": "in_person",
    "incident_kinds": ["threat", "insult"],
    "motives": ["racism"],
    "affected_role": "elected_official",
    "reporter_relation": "self",
    "perpetrator": "citizen",
    "danger": {
        "danger_now": "no",
        "weapon": "no",
        "injured": "no",
        "home_affected": "no",
        "family_affected": "no",
        "threat_concrete": "no",
        "repeated": "no",
        "coordinated": "no",
        "afraid": "yes",
    },
    "offender_known_on": "2026-11-20",
    "consent": ["counselling", "police"],
}


def report(today: date = date(2026, 11, 23), **changes: Any) -> ReportIn:
    """The threat above with changes."""
    return parse_report(THREAT | changes, municipality="augsburg", offices=OFFICES, today=today)
