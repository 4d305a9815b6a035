"""The texts of the pages: complete in both languages, one label for every word."""

from __future__ import annotations

import re
import string
from enum import StrEnum
from typing import Any

import pytest

from api.languages import Language
from api.pages.texts_catalogue import NARRATIVE_LANGUAGES, page_texts
from models import vocabulary
from models.intake.consent import CONSENT_TEXTS
from models.intake.language_tag import normalise_language_tag


def leaves(texts: Any, path: str = "") -> dict[str, str]:
    if isinstance(texts, dict):
        return {
            key: text
            for name, inner in texts.items()
            for key, text in leaves(inner, f"{path}.{name}").items()
        }
    if isinstance(texts, list):
        return {
            key: text
            for place, inner in enumerate(texts)
            for key, text in leaves(inner, f"{path}.{place}").items()
        }
    return {path: texts}


def test_both_languages_say_the_same_things() -> None:
    german, english = leaves(page_texts(Language.DE)), leaves(page_texts(Language.EN))
    assert german.keys() == english.keys()
    for key, text in german.items():
        assert _placeholders(text) == _placeholders(english[key]), key
        assert text.strip()
        assert english[key].strip()


def _placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("answer", vocabulary.Answer),
        ("channel", vocabulary.Channel),
        ("incident_kinds", vocabulary.IncidentKind),
        ("motives", vocabulary.Motive),
        ("affected_role", vocabulary.AffectedRole),
        ("reporter_relation", vocabulary.ReporterRelation),
        ("perpetrator", vocabulary.Perpetrator),
        ("identity", vocabulary.Identity),
    ],
)
def test_every_word_has_a_label_and_keeps_its_order(group: str, words: type[StrEnum]) -> None:
    for language in Language:
        assert list(page_texts(language)["words"][group]) == [word.value for word in words]


def test_every_consent_and_language_is_offered_rightly() -> None:
    assert list(CONSENT_TEXTS) == list(vocabulary.PartnerKind)
    for tag in NARRATIVE_LANGUAGES:
        assert normalise_language_tag(tag) == tag


def test_german_texts_never_say_du() -> None:
    for key, text in leaves(page_texts(Language.DE)).items():
        assert not re.search(r"\b(du|dich|dir|dein\w*)\b", text, re.IGNORECASE), key
