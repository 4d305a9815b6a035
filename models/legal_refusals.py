"""Why a date of a legal period is not taken, in German and English."""

from __future__ import annotations

from models.refusals import ActionRefused


class NoSuchRight(ActionRefused):
    """The policy knows no such period, or not for this person in this case (§ 77a StGB)."""

    code = "no_such_right"
    message_de = (
        "Das Regelwerk sieht diese Frist für diese Person in diesem Vorgang nicht vor. Eine eigene Frist "
        "der dienstvorgesetzten Person gibt es, wenn die betroffene Person ein Amt oder Mandat hat."
    )
    message_en = (
        "The policy sees no such period for this person in this case. A superior has an own one when the "
        "affected person holds an office."
    )


class LegalDeadlineRuns(ActionRefused):
    code = "legal_deadline_runs"
    message_de = "Diese Frist läuft bereits. Stimmt ihr Beginn nicht, berichtigen Sie bitte das Datum."
    message_en = "This period runs already. If its start is wrong, please correct the date."


class DayInTheFuture(ActionRefused):
    code = "day_in_the_future"
    message_de = "Dieser Tag liegt in der Zukunft. Bitte prüfen Sie das Datum."
    message_en = "This day lies in the future. Please check the date."


class StartBeforeDeed(ActionRefused):
    code = "start_before_deed"
    message_de = "Dieser Tag liegt vor dem Tag des Vorfalls. Bitte prüfen Sie das Datum."
    message_en = "This day lies before the day of the incident. Please check the date."


class DayBeforeStart(ActionRefused):
    code = "day_before_start"
    message_de = "Dieser Tag liegt vor dem Beginn der Frist. Bitte prüfen Sie das Datum."
    message_en = "This day lies before the start of the period. Please check the date."


class NewEndTooEarly(ActionRefused):
    code = "new_end_too_early"
    message_de = "Das neue Ende muss nach dem bisherigen und in der Zukunft liegen."
    message_en = "The new end has to lie after the present one and in the future."


class NotSuspended(ActionRefused):
    """Only the application for prosecution rests, during an attempt at reconciliation (§ 77b (5) StGB)."""

    code = "not_suspended"
    message_de = "Nur die Frist für den Strafantrag kann ruhen (§ 77b Abs. 5 StGB)."
    message_en = "Only the period for the application for prosecution can rest (§ 77b (5) StGB)."
