"""The level does not hang on the frame, on case, Unicode form or punctuation, nor on how often one asks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.policy import shipped_policy
from models.rules.facts import ReportFacts
from models.rules.severity import decide_severity
from models.vocabulary import Answer, DangerQuestion, IncidentKind, Severity
from tests.models.rules.text.levels import FRAMES, Example, assess, level, read_examples

EXAMPLES = list(read_examples())
CHANGES: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "compatibility": lambda text: unicodedata.normalize("NFKC", text),
    "no commas": lambda text: text.replace(",", ""),
    "no quotation marks": lambda text: re.sub('[„“”"‚‘»«]', "", text),
    "dashes": lambda text: text.replace(", ", " – "),
    "no end": lambda text: re.sub(r"[.!?]+([“\"]?)$", r"\1", text),
    "dots": lambda text: re.sub(r"[.!?]+$", "", text) + "...",
    "loud": lambda text: re.sub(r"[.!?]+$", "!!!", text),
} | {
    f"frame {number}": lambda text, frame=frame: frame.format(text=text)
    for number, frame in enumerate(FRAMES)
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_form_changes_no_level(change: Callable[[str], str]) -> None:
    changed = [example.text for example in EXAMPLES if level(change(example.text)) != level(example.text)]
    assert changed == []


@given(example=st.sampled_from(EXAMPLES), order=st.permutations(list(CHANGES)))
@settings(max_examples=100, deadline=None)
def test_two_changes_of_form_change_no_level(example: Example, order: list[str]) -> None:
    frames = [name for name in order if name.startswith("frame")][:1]
    forms = [name for name in order if not name.startswith("frame")][:1]
    text = example.text
    for name in forms + frames:
        text = CHANGES[name](text)
    assert level(text) == level(example.text)


@given(st.text(max_size=300), st.none() | st.text(max_size=100), st.sampled_from(["de", "en", "tr", "de-AT"]))
@settings(max_examples=200, deadline=None)
def test_any_text_is_assessed_and_always_the_same(text: str, words: str | None, language: str) -> None:
    assert assess(text, words, language=language) == assess(text, words, language=language)


WORDS = st.sampled_from(
    [
        "ich",
        "du",
        "er",
        "sie",
        "werde",
        "bringe",
        "dich",
        "um",
        "nicht",
        "wenn",
        "morgen",
        "Rathaus",
        "Messer",
        "töten",
        "gehört",
        "erschossen",
        "sagte",
        ".",
        ",",
        ":",
        "„",
        "“",
        "tot",
    ]
)


@given(
    words=st.lists(WORDS, min_size=1, max_size=14),
    kinds=st.frozensets(st.sampled_from(IncidentKind), max_size=2),
    answers=st.fixed_dictionaries({question: st.sampled_from(Answer) for question in DangerQuestion}),
)
@settings(max_examples=150, deadline=None)
def test_the_text_never_lowers(
    words: list[str], kinds: frozenset[IncidentKind], answers: dict[DangerQuestion, Answer]
) -> None:
    ruleset = shipped_policy("augsburg").ruleset

    def severity(text: str) -> Severity:
        facts = ReportFacts(narrative=text, incident_kinds=kinds, danger=answers)
        return decide_severity(facts, ruleset, text=assess(text)).severity

    assert severity(" ".join(words)).rank >= severity("Es gab einen Vorfall.").rank


@given(first=st.sampled_from(EXAMPLES), second=st.sampled_from(EXAMPLES))
@settings(max_examples=150, deadline=None)
def test_exact_words_only_add(first: Example, second: Example) -> None:
    both = assess(first.text, second.text)
    alone = {reason.rule for reason in assess(first.text).reasons}
    assert alone <= {reason.rule for reason in both.reasons}
