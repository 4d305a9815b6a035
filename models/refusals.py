"""What a person asked for and may not have: each kind says why, in German and English.

No sentence quotes an input or names a person.
"""

from __future__ import annotations

from typing import ClassVar

from models.errors import MeldewegError, TransitionRefused


class ActionRefused(MeldewegError):
    """Base of all refusals of an action; nothing was changed."""

    code = "action_refused"
    message_de: ClassVar[str]
    message_en: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.message_en)


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


class ReasonTooLong(ActionRefused):
    code = "reason_too_long"
    message_de = "Die Begründung ist zu lang. Bitte kürzen Sie sie auf höchstens 2.000 Zeichen."
    message_en = "The reason is too long. Please shorten it to at most 2,000 characters."


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
