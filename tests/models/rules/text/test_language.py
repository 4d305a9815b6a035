"""Which texts count as read, and that unread ones are at least medium."""

from __future__ import annotations

import pytest

from tests.models.rules.text.levels import assess, level


@pytest.mark.parametrize("tag", ["de", "de-AT", "DE_ch", "en", "en-GB"])
def test_german_and_english_tags_are_assessed(tag: str) -> None:
    assert assess("Ein Mann hat mich am Telefon beleidigt.", language=tag).assessed


@pytest.mark.parametrize("tag", ["tr", "fr-FR", "uk", "nds"])
def test_another_tag_is_never_assessed(tag: str) -> None:
    found = assess("Ein Mann hat mich am Telefon beleidigt.", language=tag)
    assert not found.assessed
    assert [reason.rule for reason in found.reasons] == ["text-not-assessed"]


def test_rules_run_over_every_text() -> None:
    found = assess("Ich bringe dich um.", language="tr")
    assert {reason.rule for reason in found.reasons} == {"text-threat-direct", "text-not-assessed"}


@pytest.mark.parametrize(
    "text",
    [
        "Seni öldüreceğim, yarın evine geleceğim.",
        "Я убью тебя завтра.",
        "Je vais te tuer si tu ne me donnes pas mon argent.",
        "Zabiję cię jeśli nie dostanę pieniędzy.",
        "Die Nachricht lautet: Te voy a matar si no me das mi dinero.",
        "…",
        "12345",
    ],
)
def test_a_text_nobody_could_read_is_medium(text: str) -> None:
    assert not assess(text).assessed
    assert level(text) == "medium"


def test_foreign_exact_words_are_seen() -> None:
    assert not assess(
        "Diese Nachricht habe ich bekommen.", "Seni öldüreceğim, yarın evine geleceğim."
    ).assessed


@pytest.mark.parametrize(
    "text",
    [
        "Herr Şahin und Frau Yılmaz waren dabei.",
        "Beleidigung am Telefon.",
        "Nächtlicher Anruf.",
        "Racist graffiti found.",
    ],
)
def test_names_and_notes_are_read(text: str) -> None:
    assert assess(text).assessed
