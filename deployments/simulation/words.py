"""What the tables and the plot call things: German first, English after the stroke."""

from __future__ import annotations

from collections.abc import Mapping

SEVERITY: Mapping[str, str] = {
    "critical": "kritisch / critical",
    "high": "hoch / high",
    "medium": "mittel / medium",
    "low": "niedrig / low",
}
KIND: Mapping[str, str] = {
    "acknowledge": "Übernahme / acknowledge",
    "first_contact": "Erstkontakt / first contact",
    "review": "Prüfung / review",
    "feedback": "Rückmeldung / feedback",
    "strafantrag": "Strafantrag / criminal complaint",
    "agg_claim": "AGG-Anspruch / AGG claim",
    "offender_known": "Frage: Tatperson bekannt? / offender known?",
    "discrimination_known": "Frage: seit wann bekannt? / since when known?",
}
STEP: Mapping[str, str] = {
    "reminder": "Erinnerung / reminder",
    "due": "Fälligkeit / due",
    "escalation": "Eskalation / escalation",
    "repeat": "Wiederholung / repeat",
    "overdue": "Überfällig / overdue",
}
AUDIENCE: Mapping[str, str] = {
    "officer": "Sachbearbeitung / officer",
    "deputy": "Vertretung / deputy",
    "head": "Leitung / head",
    "coordination": "Koordination / coordination",
    "leadership": "Verwaltungsspitze / leadership",
}
UNTAKEN = "noch niemand / nobody yet"
