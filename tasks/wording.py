"""German words for what coordinators read in the Prefect UI and in tables; the code's word beside them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from models.vocabulary import Audience, DeadlineKind, EntitledPerson, Severity, StepKind

SEVERITY = {
    Severity.LOW: "niedrig",
    Severity.MEDIUM: "mittel",
    Severity.HIGH: "hoch",
    Severity.CRITICAL: "kritisch",
}
DEADLINE = {
    DeadlineKind.ACKNOWLEDGE: "Übernahme",
    DeadlineKind.FIRST_CONTACT: "Erstkontakt",
    DeadlineKind.REVIEW: "Prüfung",
    DeadlineKind.FEEDBACK: "Rückmeldung",
    DeadlineKind.STRAFANTRAG: "Strafantrag (§ 77b StGB)",
    DeadlineKind.AGG_CLAIM: "AGG-Anspruch (§ 15 Abs. 4 AGG)",
}
ENTITLED = {
    EntitledPerson.CASE: "",
    EntitledPerson.AFFECTED: "betroffene Person",
    EntitledPerson.SUPERIOR: "dienstvorgesetzte Person",
}
AUDIENCE = {
    Audience.OFFICER: "Sachbearbeitung",
    Audience.DEPUTY: "Vertretung",
    Audience.HEAD: "Leitung",
    Audience.COORDINATION: "Koordination",
    Audience.LEADERSHIP: "Verwaltungsleitung",
}
STEP = {
    StepKind.REMINDER: "Erinnerung",
    StepKind.DUE: "Frist erreicht",
    StepKind.ESCALATION: "Eskalation",
    StepKind.REPEAT: "Wiederholung",
    StepKind.OVERDUE: "überfällig",
}
_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def say_local(moment: datetime, timezone: str) -> str:
    """Mo 23.11.2026 14:00, in the municipality's time."""
    local = moment.astimezone(ZoneInfo(timezone))
    return f"{_WEEKDAYS[local.weekday()]} {local:%d.%m.%Y %H:%M}"
