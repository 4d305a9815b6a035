"""Offence hints: the union of answers and text, always "may touch"."""

from __future__ import annotations

import pytest

from models.rules.offences import hint_offences
from models.vocabulary import AffectedRole, IncidentKind
from tests.models.rules.samples import RULES, calm_report

SECTIONS = {
    "threat": "§ 241 StGB",
    "coercion": "§ 240 StGB",
    "insult": "§ 185 StGB",
    "insult_political": "§ 188 StGB",
    "incitement": "§ 130 StGB",
    "hate_symbols": "§ 86a StGB",
    "stalking": "§ 238 StGB",
    "doxxing": "§ 126a StGB",
    "property_damage": "§ 303 StGB",
    "physical_attack": "§ 223 StGB",
    "arson": "§ 306 StGB",
    "discrimination": "AGG",
}


@pytest.mark.parametrize("kind", IncidentKind)
def test_kinds_that_may_touch_an_offence(kind: IncidentKind) -> None:
    expected = (kind.value,) if kind.value in SECTIONS else ()
    assert hint_offences(calm_report(kind), RULES, text_offences=()) == expected


def test_each_hint_names_its_paragraph() -> None:
    assert {hint.offence: hint.source for hint in RULES.offence_hints} == SECTIONS
    assert all("Kann" in hint.text_de and "May touch" in hint.text_en for hint in RULES.offence_hints)


@pytest.mark.parametrize("role", AffectedRole)
def test_insult_of_persons_in_political_life(role: AffectedRole) -> None:
    offences = hint_offences(calm_report("insult", affected_role=role), RULES, text_offences=())
    political = role in {AffectedRole.ELECTED_OFFICIAL, AffectedRole.CANDIDATE}
    assert ("insult_political" in offences) is political
    assert "insult" in offences


def test_no_insult_no_insult_of_persons_in_political_life() -> None:
    facts = calm_report("threat", affected_role=AffectedRole.ELECTED_OFFICIAL)
    assert hint_offences(facts, RULES, text_offences=()) == ("threat",)


def test_the_text_adds_to_the_answers() -> None:
    facts = calm_report("threat", affected_role=AffectedRole.CANDIDATE)
    assert hint_offences(facts, RULES, text_offences=("insult", "threat")) == (
        "insult",
        "insult_political",
        "threat",
    )


def test_a_word_that_is_no_kind_adds_nothing() -> None:
    assert hint_offences(calm_report(), RULES, text_offences=("nonsense",)) == ()
