"""Each hit names rule, words and sentence, never the sentence itself."""

from __future__ import annotations

from models.rules.text import find_spans
from tests.models.rules.text.levels import assess, read_examples


def test_words_and_sentence_position_are_named() -> None:
    found = assess("Am Montag kam ein Mann. Er rief: „Ich bringe dich um!“ Dann ging er.")
    (reason,) = found.reasons
    assert reason.rule == "text-threat-direct"
    assert [(hit.field, hit.sentence, hit.words) for hit in reason.hits] == [
        ("narrative", 2, "bringe dich um")
    ]
    assert found.offences == ("threat",)


def test_exact_words_have_their_own_positions() -> None:
    found = assess("Es gab einen Anruf.", "Guten Tag. Ich steche dich ab.")
    assert [(hit.field, hit.sentence) for hit in found.reasons[0].hits] == [("exact_words", 1)]


def test_disguised_words_are_named_as_they_stand() -> None:
    (reason,) = assess("Ich br1ng d1ch u m").reasons
    assert [hit.words for hit in reason.hits] == ["br1ng d1ch u m"]


def test_every_hit_is_found_again_in_its_text() -> None:
    lost = []
    for example in read_examples():
        for reason in assess(example.text).reasons:
            spans = {example.text[start:end] for start, end in find_spans(example.text, reason.hits)}
            words = {hit.words for hit in reason.hits}
            there = all(hit in example.text for hit in words)
            if not (there and spans <= words and bool(spans) == bool(words)):
                lost.append(str(example))
    assert lost == []


def test_spans_mark_the_words_in_their_sentence_only() -> None:
    text = "Der Mann ist tot müde. Du bist tot. Tot ist er."
    reason = assess(text).reasons[0]
    assert [text[start:end] for start, end in find_spans(text, reason.hits)] == ["Du bist tot"]


def test_offences_are_hinted() -> None:
    assert assess("Wenn du nicht zahlst, schlage ich dich.").offences == ("threat", "coercion")
    assert assess("Er hat mich geschlagen.").offences == ("physical_attack",)
    assert "insult" in assess("Du Arschloch.").offences
    assert "incitement" in assess("Alle Politiker gehören erschossen.").offences
    assert assess("Wir treffen uns am Montag.").offences == ()
