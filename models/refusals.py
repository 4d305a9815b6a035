"""What a person asked for and may not have: each kind says why, in German and English.

No sentence quotes an input or names a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.errors import MeldewegError, TransitionRefused
from models.vocabulary import CaseState, DeadlineKind


class ActionRefused(MeldewegError):
    """Base of all refusals of an action; nothing was changed."""

    code = "action_refused"
    message_de: str
    message_en: str

    def __init__(self) -> None:
        super().__init__(self.message_en)


_STATES = {
    CaseState.RECEIVED: ("noch nicht eingestuft", "not classified yet"),
    CaseState.ROUTED: (
        "noch von niemandem übernommen. Bitte übernehmen Sie ihn zuerst",
        "not taken by anybody yet. Please take it first",
    ),
    CaseState.ACKNOWLEDGED: ("bereits übernommen", "taken already"),
    CaseState.IN_PROGRESS: ("in Bearbeitung", "being worked on"),
    CaseState.PAUSED: ("pausiert", "paused"),
    CaseState.CLOSED: ("geschlossen", "closed"),
    CaseState.ERASED: ("gelöscht", "erased"),
}


class MoveRefused(ActionRefused, TransitionRefused):
    """The case is not in a state that allows the move."""

    code = "move_refused"

    def __init__(self, move: str, state: CaseState) -> None:
        self.state = state
        german, english = _STATES[state]
        self.message_de = f"Das geht bei diesem Vorgang gerade nicht: Er ist {german}."
        self.message_en = f"This is not possible just now: the case is {english}."
        MeldewegError.__init__(self, f"{move} is not possible while the case is {state.value}")


class CaseNotRouted(ActionRefused):
    code = "case_not_routed"
    message_de = (
        "Dieser Vorgang wird gerade erst eingestuft. Bitte versuchen Sie es in einer Minute noch einmal."
    )
    message_en = "This case is still being classified. Please try again in a minute."


class CaseClosed(ActionRefused):
    code = "case_closed"
    message_de = "Dieser Vorgang ist geschlossen. Bitte nehmen Sie ihn zuerst wieder auf."
    message_en = "This case is closed. Please reopen it first."


class OfficerBiased(ActionRefused):
    """Conflict of interest (§ 20 and § 21 VwVfG): the person has nothing to do with the case any more."""

    code = "officer_biased"
    message_de = (
        "Für diesen Vorgang ist ein Interessenkonflikt vermerkt. "
        "Er bleibt deshalb für diese Kennung verschlossen."
    )
    message_en = "A conflict of interest is noted for this case. It therefore stays closed to this id."


class OfficerOfAnotherOffice(ActionRefused, TransitionRefused):
    """The case lies with another office now; after a hand-over it may be this one's turn."""

    code = "officer_of_another_office"
    message_de = "Für diesen Vorgang ist eine andere Stelle zuständig."
    message_en = "The officer belongs to another office than the case."


class ReasonMissing(ActionRefused):
    code = "reason_missing"
    message_de = "Wer die Dringlichkeit ändert, begründet es. Bitte geben Sie einen Grund an."
    message_en = "Whoever changes the severity gives a reason. Please give one."


class ReasonNeeded(ActionRefused):
    code = "reason_needed"
    message_de = "Dieser Schritt braucht eine Begründung. Bitte geben Sie einen Grund an."
    message_en = "This step needs a reason. Please give one."


class ReasonTooLong(ActionRefused):
    code = "reason_too_long"
    message_de = "Die Begründung ist zu lang. Bitte kürzen Sie sie auf höchstens 2.000 Zeichen."
    message_en = "The reason is too long. Please shorten it to at most 2,000 characters."


class ReasonUnreadable(ActionRefused):
    """Half a character: bytes that are no UTF-8, or a lone surrogate."""

    code = "reason_unreadable"
    message_de = "Die Begründung enthält ein unlesbares Zeichen. Bitte geben Sie sie noch einmal ein."
    message_en = "The reason holds an unreadable character. Please enter it again."


class SecondPersonMissing(ActionRefused):
    code = "second_person_missing"
    message_de = "Von „kritisch“ herabzustufen braucht eine zweite Person. Bitte nennen Sie ihre Kennung."
    message_en = "Lowering from critical needs a second person. Please name their id."


class SecondPersonIsTheFirst(ActionRefused):
    code = "second_person_is_the_first"
    message_de = "Die zweite Person muss eine andere sein als die erste."
    message_en = "The second person has to be another one than the first."


class NothingAdded(ActionRefused):
    code = "nothing_added"
    message_de = "Es ist keine Antwort angegeben."
    message_en = "No answer is given."


class AbsenceOverlaps(ActionRefused):
    code = "absence_overlaps"
    message_de = "In diesen Tagen ist bereits eine Abwesenheit eingetragen."
    message_en = "An absence is entered for some of these days already."


class AbsenceEndsBeforeItBegins(ActionRefused):
    code = "absence_ends_before_it_begins"
    message_de = "Der letzte Tag der Abwesenheit liegt vor dem ersten."
    message_en = "The last day of the absence lies before the first."


class AbsenceNotFound(ActionRefused):
    code = "absence_not_found"
    message_de = "Für genau diese Tage ist keine Abwesenheit eingetragen."
    message_en = "No absence is entered for exactly these days."


class MomentUnreadable(ActionRefused):
    code = "moment_unreadable"
    message_de = "Bitte geben Sie Tag und Uhrzeit so an: 2026-12-01 oder 2026-12-01T14:30."
    message_en = "Please give day and time like this: 2026-12-01 or 2026-12-01T14:30."


class ContactInTheFuture(ActionRefused):
    code = "contact_in_the_future"
    message_de = "Der Kontakt liegt in der Zukunft. Bitte prüfen Sie Tag und Uhrzeit."
    message_en = "The contact lies in the future. Please check day and time."


class ContactBeforeReport(ActionRefused):
    code = "contact_before_report"
    message_de = "Der Kontakt liegt vor dem Eingang der Meldung. Bitte prüfen Sie Tag und Uhrzeit."
    message_en = "The contact lies before the report came in. Please check day and time."


class PauseEndsInThePast(ActionRefused):
    code = "pause_ends_in_the_past"
    message_de = "Das Ende der Pause muss in der Zukunft liegen."
    message_en = "The end of the pause has to lie in the future."


class PauseTooLong(ActionRefused):
    code = "pause_too_long"
    message_de = "Eine Pause dauert höchstens 90 Tage. Danach kann sie neu begründet werden."
    message_en = "A pause lasts 90 days at most. After that it can be given a new reason."


class NotPaused(ActionRefused):
    code = "not_paused"
    message_de = "Dieser Vorgang ist nicht pausiert."
    message_en = "This case is not paused."


class OfficeUnknown(ActionRefused):
    code = "office_unknown"
    message_de = "Diese Stelle ist unbekannt oder nicht mehr aktiv."
    message_en = "No active office has this id."


class OfficeHasItAlready(ActionRefused):
    code = "office_has_it_already"
    message_de = "Der Vorgang liegt bereits bei dieser Stelle."
    message_en = "The case lies with this office already."


class OfficeExcluded(ActionRefused):
    """The reporting person excluded it, or everybody in it has a conflict of interest."""

    code = "office_excluded"
    message_de = "Diese Stelle darf den Vorgang nicht bekommen. Bitte wählen Sie eine andere."
    message_en = "This office must not have the case. Please choose another one."


class NoLiveDeadline(ActionRefused):
    code = "no_live_deadline"
    message_de = "Eine solche Frist läuft bei diesem Vorgang nicht."
    message_en = "No such deadline runs in this case."


class LegalDeadlineNotExtended(ActionRefused):
    code = "legal_deadline_not_extended"
    message_de = (
        "Eine gesetzliche Frist lässt sich nicht verlängern. Für sie gibt es eigene Befehle: das Datum "
        "berichtigen, sie aussetzen, als erledigt oder als verzichtet eintragen."
    )
    message_en = (
        "A legal period cannot be extended. It has commands of its own: correct its date, suspend it, enter "
        "it as met or waived."
    )


class DeadlinePaused(ActionRefused):
    code = "deadline_paused"
    message_de = "Diese Frist ist pausiert. Bitte beenden Sie zuerst die Pause."
    message_en = "This deadline is paused. Please end the pause first."


class NewDueTooEarly(ActionRefused):
    code = "new_due_too_early"
    message_de = "Der neue Zeitpunkt muss in der Zukunft und nach dem bisherigen liegen."
    message_en = "The new time has to lie in the future and after the present one."


class ExtensionNeedsSecondPerson(ActionRefused):
    code = "extension_needs_second_person"
    message_de = "Eine Frist zu verlängern braucht eine zweite Person. Bitte nennen Sie ihre Kennung."
    message_en = "Extending a deadline needs a second person. Please name their id."


class LegalDeadlinesRun(ActionRefused):
    """Closing would end them: whoever closes has to know. `running` is (kind, last day) of each."""

    code = "legal_deadlines_run"

    def __init__(self, running: Sequence[tuple[DeadlineKind, date]]) -> None:
        self.running = tuple(running)
        german = ", ".join(f"{_LEGAL[kind][0]} bis {on:%d.%m.%Y}" for kind, on in running)
        english = ", ".join(f"{_LEGAL[kind][1]} until {on:%d.%m.%Y}" for kind, on in running)
        self.message_de = (
            f"Es laufen noch gesetzliche Fristen: {german}. Mit dem Schließen werden sie nicht mehr "
            "überwacht. Bitte bestätigen Sie das ausdrücklich."
        )
        self.message_en = (
            f"Legal periods are still running: {english}. Once the case is closed nobody is reminded of "
            "them. Please confirm that explicitly."
        )
        super().__init__()


class CaseLinkedToItself(ActionRefused):
    code = "case_linked_to_itself"
    message_de = "Ein Vorgang lässt sich nicht mit sich selbst verknüpfen."
    message_en = "A case cannot be linked to itself."


class CaseOfAnotherMunicipality(ActionRefused):
    code = "case_of_another_municipality"
    message_de = "Verknüpft werden nur Vorgänge derselben Kommune."
    message_en = "Only cases of the same municipality are linked."


class TokenTooLong(ActionRefused):
    code = "token_too_long"
    message_de = "Ein Zugang gilt höchstens 366 Tage."
    message_en = "An access token is valid for 366 days at most."


_LEGAL = {
    DeadlineKind.STRAFANTRAG: ("Strafantrag", "application for prosecution (Strafantrag)"),
    DeadlineKind.AGG_CLAIM: ("Ansprüche nach dem AGG", "claims under the AGG"),
}
