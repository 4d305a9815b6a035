"""What is wrong when an invariant does not hold, and what somebody in charge does about it."""

from __future__ import annotations

from models.invariant import Invariant
from notifications.wording.language import InvariantWords

_TELL_IT_DE = "Bitte der IT Bescheid geben; „meldeweg doctor“ nennt mehr."
_TELL_IT_EN = "Please tell IT; “meldeweg doctor” says more."
_BY_HAND_DE = "Die Fristen dieser Fälle bitte bis dahin selbst im Blick behalten."
_BY_HAND_EN = "Until then please keep an eye on the deadlines of these cases yourself."

INVARIANTS_DE = {
    Invariant.DISPATCHER_LIVES: InvariantWords(
        "Kein Prozess arbeitet an Meldungen und Fristen.",
        "Die IT startet „meldeweg dispatch“. Bis dahin wird nichts zugeteilt und an nichts erinnert.",
    ),
    Invariant.DELIVERY_LIVES: InvariantWords(
        "Kein Prozess versendet Benachrichtigungen.",
        "Die IT startet „meldeweg deliver“. Bis dahin kommen Benachrichtigungen verspätet an.",
    ),
    Invariant.CASES_ROUTED: InvariantWords(
        "Meldungen sind seit mehr als zwei Minuten keiner Stelle zugeteilt.",
        "Bitte selbst in die neuen Meldungen sehen. Danach in Prefect route_again starten.",
    ),
    Invariant.OBLIGATORY_DEADLINES: InvariantWords(
        "Offenen Fällen fehlt eine Frist, die sie haben müssen.", f"{_TELL_IT_DE} {_BY_HAND_DE}"
    ),
    Invariant.DEADLINES_ACTED_ON: InvariantWords(
        "Fristschritte sind fällig, und nichts geschah.",
        f"Die IT prüft „meldeweg dispatch“. {_BY_HAND_DE}",
    ),
    Invariant.NO_DEADLINE_ASLEEP: InvariantWords(
        "Fristen haben noch Schritte vor sich, aber keinen Zeitpunkt dafür.", f"{_TELL_IT_DE} {_BY_HAND_DE}"
    ),
    Invariant.NO_DEADLINE_SET_ASIDE: InvariantWords(
        "Fristen sind zurückgestellt, weil ihre Bearbeitung scheiterte.", f"{_TELL_IT_DE} {_BY_HAND_DE}"
    ),
    Invariant.NO_DEADLINE_AFTER_CLOSING: InvariantWords(
        "Abgeschlossene oder gelöschte Fälle haben noch laufende Fristen.", _TELL_IT_DE
    ),
    Invariant.PAUSES_RUN: InvariantWords(
        "Fristen ruhen, obwohl die Pause ihres Falls vorbei ist.", f"{_TELL_IT_DE} {_BY_HAND_DE}"
    ),
    Invariant.FIRINGS_IN_AUDIT_LOG: InvariantWords(
        "Ausgeführte Fristschritte haben nicht genau einen Eintrag im Prüfprotokoll.", _TELL_IT_DE
    ),
    Invariant.FIRINGS_TOLD: InvariantWords(
        "Zu ausgeführten Fristschritten gibt es keine Benachrichtigung.", f"{_TELL_IT_DE} {_BY_HAND_DE}"
    ),
    Invariant.NOTICES_OF_FIRINGS: InvariantWords(
        "Es gibt Benachrichtigungen über Fristschritte, die nie ausgeführt wurden.", _TELL_IT_DE
    ),
    Invariant.AUDIT_LOG_OF_FIRINGS: InvariantWords(
        "Das Prüfprotokoll nennt Fristschritte, die nie ausgeführt wurden.", _TELL_IT_DE
    ),
    Invariant.NO_FIRING_AFTER_END: InvariantWords(
        "Zu schon beendeten Fristen wurde noch ein Schritt ausgeführt.", _TELL_IT_DE
    ),
    Invariant.AUDIT_LOG_COMPLETE: InvariantWords(
        "Im Prüfprotokoll fehlen Einträge.", "Bitte sofort der IT Bescheid geben und nichts verändern."
    ),
    Invariant.NOTICES_SENT: InvariantWords(
        "Benachrichtigungen warten seit mehr als zehn Minuten.",
        "Die IT prüft „meldeweg deliver“ und den Mailserver.",
    ),
    Invariant.RUNS_WORKED: InvariantWords(
        "Läufe warten, und kein Prozess nimmt sie.", "Die IT prüft „meldeweg dispatch“ und Prefect."
    ),
    Invariant.NO_RUN_SET_ASIDE: InvariantWords(
        "Läufe sind nach mehreren Versuchen zurückgestellt.",
        "Bitte der IT Bescheid geben. Danach in Prefect route_again mit dem Aktenzeichen starten.",
    ),
    Invariant.SAFEGUARDS_STAND: InvariantWords(
        "In der Datenbank fehlt eine Sicherung gegen doppelte Fristen oder gegen Änderungen am "
        "Prüfprotokoll.",
        "Bitte sofort der IT Bescheid geben.",
    ),
}

INVARIANTS_EN = {
    Invariant.DISPATCHER_LIVES: InvariantWords(
        "No process works on reports and deadlines.",
        "IT starts “meldeweg dispatch”. Until then nothing is assigned and nobody is reminded.",
    ),
    Invariant.DELIVERY_LIVES: InvariantWords(
        "No process sends notices.", "IT starts “meldeweg deliver”. Until then notices arrive late."
    ),
    Invariant.CASES_ROUTED: InvariantWords(
        "Reports have not been assigned to any office for more than two minutes.",
        "Please look into the new reports yourself. Then start route_again in Prefect.",
    ),
    Invariant.OBLIGATORY_DEADLINES: InvariantWords(
        "Open cases lack a deadline they must have.", f"{_TELL_IT_EN} {_BY_HAND_EN}"
    ),
    Invariant.DEADLINES_ACTED_ON: InvariantWords(
        "Steps of deadlines are due and nothing happened.",
        f"IT checks “meldeweg dispatch”. {_BY_HAND_EN}",
    ),
    Invariant.NO_DEADLINE_ASLEEP: InvariantWords(
        "Deadlines have steps to come, but no time for them.", f"{_TELL_IT_EN} {_BY_HAND_EN}"
    ),
    Invariant.NO_DEADLINE_SET_ASIDE: InvariantWords(
        "Deadlines are set aside because acting on them failed.", f"{_TELL_IT_EN} {_BY_HAND_EN}"
    ),
    Invariant.NO_DEADLINE_AFTER_CLOSING: InvariantWords(
        "Closed or erased files still have running deadlines.", _TELL_IT_EN
    ),
    Invariant.PAUSES_RUN: InvariantWords(
        "Deadlines rest although the pause is over.", f"{_TELL_IT_EN} {_BY_HAND_EN}"
    ),
    Invariant.FIRINGS_IN_AUDIT_LOG: InvariantWords(
        "Steps that were carried out do not have exactly one entry in the audit log.", _TELL_IT_EN
    ),
    Invariant.FIRINGS_TOLD: InvariantWords(
        "There is no notice of steps that were carried out.", f"{_TELL_IT_EN} {_BY_HAND_EN}"
    ),
    Invariant.NOTICES_OF_FIRINGS: InvariantWords(
        "There are notices of steps that were never carried out.", _TELL_IT_EN
    ),
    Invariant.AUDIT_LOG_OF_FIRINGS: InvariantWords(
        "The audit log names steps that were never carried out.", _TELL_IT_EN
    ),
    Invariant.NO_FIRING_AFTER_END: InvariantWords(
        "A step was carried out for deadlines that had ended.", _TELL_IT_EN
    ),
    Invariant.AUDIT_LOG_COMPLETE: InvariantWords(
        "Entries are missing in the audit log.", "Please tell IT at once and change nothing."
    ),
    Invariant.NOTICES_SENT: InvariantWords(
        "Notices have been waiting for more than ten minutes.",
        "IT checks “meldeweg deliver” and the mail server.",
    ),
    Invariant.RUNS_WORKED: InvariantWords(
        "Runs are waiting and no process takes them.", "IT checks “meldeweg dispatch” and Prefect."
    ),
    Invariant.NO_RUN_SET_ASIDE: InvariantWords(
        "Runs were set aside after several tries.",
        "Please tell IT. Then start route_again in Prefect with the case reference.",
    ),
    Invariant.SAFEGUARDS_STAND: InvariantWords(
        "The database lacks a safeguard against doubled deadlines or against changes to the audit log.",
        "Please tell IT at once.",
    ),
}
