"""German words of the Prefect UI and of tables; those of the mails where they have them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from models.vocabulary import DangerQuestion, DeadlineState, NextStep, StepKind
from notifications.wording import WORDINGS, Language

_MAILS = WORDINGS[Language.DE]
SEVERITY = _MAILS.severity
DEADLINE = _MAILS.deadline
ENTITLED = _MAILS.entitled
AUDIENCE = _MAILS.audience
STEP = {
    StepKind.REMINDER: "Erinnerung",
    StepKind.DUE: "Frist erreicht",
    StepKind.ESCALATION: "Eskalation",
    StepKind.REPEAT: "Wiederholung",
    StepKind.OVERDUE: "überfällig",
}
NEXT_STEP = {
    NextStep.TALK: "Gespräch mit der betroffenen Person",
    NextStep.PROTECT: "Schutzmaßnahmen",
    NextStep.REFER: "Verweisung an eine Partnerstelle",
    NextStep.CRIMINAL_COMPLAINT: "Strafanzeige oder Strafantrag klären",
    NextStep.CLEARING: "Clearingverfahren",
    NextStep.OBSERVE: "beobachten",
    NextStep.CLOSE: "abschließen",
}
DEADLINE_STATE = {
    DeadlineState.ARMED: "läuft",
    DeadlineState.PAUSED: "ruht",
    DeadlineState.MET: "eingehalten",
    DeadlineState.BREACHED: "überschritten",
    DeadlineState.CANCELLED: "aufgehoben",
    DeadlineState.SUPERSEDED: "ersetzt",
}
QUESTION = {
    f"danger.{question}": words
    for question, words in {
        DangerQuestion.DANGER_NOW: "Ist gerade jemand in Gefahr?",
        DangerQuestion.WEAPON: "War eine Waffe im Spiel?",
        DangerQuestion.INJURED: "Wurde jemand verletzt?",
        DangerQuestion.HOME_AFFECTED: "Ist die Wohnung betroffen?",
        DangerQuestion.FAMILY_AFFECTED: "Sind Angehörige betroffen?",
        DangerQuestion.THREAT_CONCRETE: "Wurden Zeit, Ort oder Tat genannt?",
        DangerQuestion.REPEATED: "Gab es das schon einmal von derselben Seite?",
        DangerQuestion.COORDINATED: "Waren es mehrere gemeinsam?",
        DangerQuestion.AFRAID: "Fühlt sich die betroffene Person unsicher?",
    }.items()
} | {
    "perpetrator": "Von wem ging es aus?",
    "affected_role": "Welche Rolle hat die betroffene Person?",
    "reporter_relation": "Wer meldet: selbst, als Zeugin oder Zeuge, für andere?",
    "channel": "Auf welchem Weg geschah es?",
    "motives": "Was war der Anlass?",
}
_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def say_local(moment: datetime, timezone: str) -> str:
    """Mo 23.11.2026 14:00, in the municipality's time."""
    local = moment.astimezone(ZoneInfo(timezone))
    return f"{_WEEKDAYS[local.weekday()]} {local:%d.%m.%Y %H:%M}"
