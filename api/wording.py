"""Plain sentences that the API, the form and every error share, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from api.languages import Language


@dataclass(frozen=True, slots=True)
class Wording:
    de: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.de if language is Language.DE else self.en

    def filled(self, **values: object) -> Wording:
        return Wording(self.de.format(**values), self.en.format(**values))


NO_STRAFANTRAG = Wording(
    "Diese Meldung ist kein Strafantrag und hält keine gesetzliche Frist an.",
    "This report is not a criminal complaint (Strafantrag) and does not stop any legal deadline.",
)
EMERGENCY = Wording(
    "Ist jemand in Gefahr, rufen Sie bitte sofort die 110 an. Ein Hinweis an die Polizei ersetzt"
    " keinen Anruf bei der 110.",
    "If somebody is in danger, please call 110 at once. A notice to the police does not replace"
    " a call to 110.",
)
KEEP_CODE = Wording(
    "Bewahren Sie Aktenzeichen und Rückkehr-Code sicher auf. Der Rückkehr-Code wird nur einmal gezeigt"
    " und kann nicht erneut zugesandt werden.",
    "Please keep the case reference and the receipt code in a safe place. The receipt code is shown only once"
    " and cannot be sent again.",
)
WHAT_NEXT = Wording(
    "Ihre Meldung ist sicher gespeichert. Sie wird jetzt der zuständigen Stelle zugeordnet.",
    "Your report is stored safely. It is now being assigned to the responsible office.",
)

BODY_TOO_LARGE = Wording(
    "Die Daten sind zu groß (höchstens {kib} KiB). Bitte kürzen Sie die Meldung.",
    "The data is too large (at most {kib} KiB). Please shorten the report.",
)
HEADERS_TOO_LARGE = Wording(
    "Die Adresse und die Kopfzeilen der Anfrage sind zu lang (höchstens {kib} KiB).",
    "The address and the headers of the request are too long (at most {kib} KiB).",
)
TOO_SLOW = Wording(
    "Die Anfrage kam nicht in der vorgesehenen Zeit an. Es wurde nichts gespeichert."
    " Bitte senden Sie sie noch einmal. In Gefahr rufen Sie bitte die 110 an.",
    "The request did not arrive in the time provided. Nothing was stored. Please send it once more."
    " In danger please call 110.",
)
TOO_BUSY = Wording(
    "Gerade kommen sehr viele Anfragen an. Es wurde nichts gespeichert. Bitte versuchen Sie es in einer"
    " Minute noch einmal. In Gefahr rufen Sie bitte die 110 an.",
    "Very many requests are arriving just now. Nothing was stored. Please try again in a minute."
    " In danger please call 110.",
)
NOT_JSON = Wording(
    "Bitte senden Sie die Meldung als JSON mit „Content-Type: application/json“.",
    "Please send the report as JSON with “Content-Type: application/json”.",
)
NOT_A_FORM = Wording(
    "Die Daten des Formulars sind nicht lesbar."
    " Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.",
    "The data of the form cannot be read. Please load the page again and send it once more.",
)
BAD_KEY = Wording(
    "Der Idempotency-Key muss aus 1 bis 255 sichtbaren ASCII-Zeichen bestehen und darf nur einmal vorkommen.",
    "The Idempotency-Key must be 1 to 255 visible ASCII characters and be given only once.",
)
KEY_CONFLICT = Wording(
    "Mit diesem Idempotency-Key wurde schon eine andere Meldung gesendet."
    " Bitte verwenden Sie für eine neue Meldung einen neuen Schlüssel.",
    "Another report was already sent with this Idempotency-Key. Please use a new key for a new report.",
)
UNAVAILABLE = Wording(
    "Die Meldung kann im Augenblick nicht gespeichert werden. Bitte versuchen Sie es in einer Minute noch"
    " einmal. In Gefahr rufen Sie bitte die 110 an.",
    "The report cannot be stored at the moment. Please try again in a minute. In danger please call 110.",
)
OFFICE_TELEPHONE = Wording(
    "Die Meldestelle erreichen Sie unter {telephone}.",
    "You can reach the reporting office at {telephone}.",
)
NO_ACCESS = Wording(
    "Für diese Adresse brauchen Sie einen gültigen Zugang. Bitte wenden Sie sich an die Koordination.",
    "This address needs a valid access token. Please ask the coordination.",
)
NO_SUCH_CASE = Wording(
    "Es gibt keinen Vorgang mit diesem Aktenzeichen.", "There is no case with this reference."
)
NO_SUCH_OFFICER = Wording(
    "Diese Kennung ist unbekannt oder nicht mehr aktiv.", "No active officer has this id."
)
WRONG_FIELD = Wording(
    "Diese Angabe fehlt, ist unbekannt oder hat nicht die erwartete Form.",
    "This is missing, unknown or not of the expected form.",
)
NOT_FOUND = Wording("Diese Seite gibt es nicht.", "There is no such page.")
WRONG_METHOD = Wording("Das ist an dieser Adresse nicht möglich.", "This is not possible at this address.")
BROKEN = Wording(
    "Es ist ein Fehler aufgetreten, der nicht an Ihnen liegt. Bitte versuchen Sie es noch einmal; bei einer"
    " Rückfrage nennen Sie bitte die Störungsnummer {incident}. In Gefahr rufen Sie bitte die 110 an.",
    "An error has occurred that is not your fault. Please try again; if you ask us about it, please give the"
    " incident number {incident}. In danger please call 110.",
)
SEVERAL_MUNICIPALITIES = Wording(
    "Bitte geben Sie an, an welche Kommune die Meldung geht.",
    "Please say which municipality the report is for.",
)


def telephone_sentence(telephone: str | None) -> Wording:
    """Empty texts without a number."""
    if not telephone:
        return Wording("", "")
    return Wording(
        OFFICE_TELEPHONE.de.format(telephone=telephone), OFFICE_TELEPHONE.en.format(telephone=telephone)
    )
