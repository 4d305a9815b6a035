"""What is wrong with a field and what to do about it, in words for people; never a word of the input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from models.errors import FieldProblem

# By (kind of problem, field) where a field deserves words of its own, else by kind alone.
_SPECIAL: dict[tuple[str, str], tuple[str, str]] = {
    ("missing", "narrative"): (
        "Bitte beschreiben Sie, was passiert ist.",
        "Please describe what happened.",
    ),
    ("string_too_short", "narrative"): (
        "Bitte beschreiben Sie, was passiert ist. Ein Satz genügt.",
        "Please describe what happened. One sentence is enough.",
    ),
}
_GENERAL: dict[str, tuple[str, str]] = {
    "missing": ("Dieses Feld fehlt.", "This field is missing."),
    "extra_forbidden": (
        "Dieses Feld gibt es nicht. Bitte prüfen Sie die Schreibweise oder lassen Sie es weg.",
        "There is no such field. Please check its spelling or leave it out.",
    ),
    "model_type": (
        "Hier wird ein JSON-Objekt mit Feldern erwartet.",
        "A JSON object with fields is expected here.",
    ),
    "list_type": (
        "Hier wird eine Liste von Wörtern erwartet.",
        "A list of words is expected here.",
    ),
    "too_long": (
        "Die Liste ist zu lang: höchstens {max_length} Wörter.",
        "The list is too long: at most {max_length} words.",
    ),
    "string_type": ("Hier wird ein Text erwartet.", "A text is expected here."),
    "string_unicode": (
        "Der Text enthält ein halbes Zeichen (einzelnes Surrogat), das nicht gespeichert werden kann."
        " Bitte entfernen Sie es.",
        "The text contains half a character (a lone surrogate) that cannot be stored. Please remove it.",
    ),
    "string_too_long": (
        "Der Text ist zu lang: höchstens {max_length} Zeichen. Bitte kürzen Sie ihn.",
        "The text is too long: at most {max_length} characters. Please shorten it.",
    ),
    "text_nul": (
        "Der Text enthält ein unsichtbares Zeichen (NUL), das nicht gespeichert werden kann."
        " Bitte entfernen Sie es.",
        "The text contains an invisible character (NUL) that cannot be stored. Please remove it.",
    ),
    "text_blank": (
        "Bitte beschreiben Sie, was passiert ist. Leerzeichen allein genügen nicht.",
        "Please describe what happened. Spaces alone are not enough.",
    ),
    "text_lines": ("Bitte schreiben Sie dies in eine Zeile.", "Please write this on one line."),
    "email_syntax": (
        "Das ist keine vollständige E-Mail-Adresse. Bitte geben Sie genau eine Adresse an,"
        " zum Beispiel name@example.org.",
        "This is not a complete e-mail address. Please give exactly one address,"
        " for example name@example.org.",
    ),
    "language_tag": (
        "Das ist kein Sprachkürzel nach BCP 47. Bitte geben Sie zum Beispiel de, en oder tr an.",
        "This is not a BCP 47 language tag. Please give for example de, en or tr.",
    ),
    "enum": (
        "Dieses Wort ist hier nicht vorgesehen. Möglich sind: {words}.",
        "This word is not one of the choices. Possible are: {words}.",
    ),
    "office_unknown": (
        "Diese Stelle gibt es nicht. Möglich sind: {words}.",
        "There is no such office. Possible are: {words}.",
    ),
    "municipality_other": (
        "Diese Kommune ist hier nicht eingerichtet. Bitte prüfen Sie den Namen oder lassen Sie das Feld weg.",
        "This municipality is not set up here. Please check the name or leave the field out.",
    ),
    "day_format": (
        "Bitte geben Sie den Tag als JJJJ-MM-TT an, zum Beispiel 2026-03-31.",
        "Please give the day as YYYY-MM-DD, for example 2026-03-31.",
    ),
    "day_missing": (
        "Diesen Tag gibt es im Kalender nicht. Bitte prüfen Sie das Datum.",
        "There is no such day in the calendar. Please check the date.",
    ),
    "day_future": (
        "Dieser Tag liegt in der Zukunft. Bitte geben Sie einen Tag bis heute an.",
        "This day lies in the future. Please give a day up to today.",
    ),
    "day_before_deed": (
        "Dieser Tag liegt vor dem Tag des Vorfalls. Bitte prüfen Sie beide Angaben.",
        "This day lies before the day of the incident. Please check both dates.",
    ),
    "contact_anonymous": (
        "Sie möchten anonym bleiben, haben aber Kontaktdaten angegeben. Bitte entfernen Sie die Kontaktdaten"
        " oder wählen Sie „vertraulich“ oder „mit Namen“.",
        "You want to stay anonymous but have given contact details. Please remove the contact details"
        " or choose “confidential” or “named”.",
    ),
}
_FIELD_NAME_CHARACTERS = 64
# For kinds of problems a later pydantic may bring: still a sentence, never an exception.
_UNNAMED = ("Diese Angabe ist so nicht möglich.", "This entry is not possible.")


def describe_problem(kind: str, field: str | None, context: Mapping[str, Any] | None = None) -> FieldProblem:
    """A problem in both languages; `context` fills in bounds and allowed words."""
    texts = _SPECIAL.get((kind, field or "")) or _GENERAL.get(kind, _UNNAMED)
    given = context or {}
    words = given.get("words") or _plain_words(str(given.get("expected", "")))
    bound = int(given.get("max_length", 0))
    return FieldProblem(
        field,
        texts[0].format(words=words, max_length=f"{bound:,}".replace(",", ".")),
        texts[1].format(words=words, max_length=f"{bound:,}"),
    )


def describe_problems(error: ValidationError) -> list[FieldProblem]:
    """One problem a field, in the order of the fields; the place inside a set does not matter."""
    found: dict[str, FieldProblem] = {}
    for detail in error.errors(include_url=False, include_input=False):
        path = ".".join(part for part in detail["loc"] if isinstance(part, str))
        if path not in found:
            found[path] = describe_problem(detail["type"], path or None, detail.get("ctx"))
    return list(found.values())


def _plain_words(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


def show_name(name: str) -> str:
    """A stranger's field name, short and safe to show: it may hold NUL, surrogates or direction marks."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in name[:_FIELD_NAME_CHARACTERS])
    return shown if len(name) <= _FIELD_NAME_CHARACTERS else f"{shown}…"
