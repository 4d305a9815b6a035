"""Where the words of a hit stand in their field, for the page that marks them."""

from __future__ import annotations

from collections.abc import Iterable

from models.rules.decision import TextHit
from models.rules.text.compiler import load_lexicon
from models.rules.text.sentences import split_sentences


def find_spans(text: str, hits: Iterable[TextHit]) -> tuple[tuple[int, int], ...]:
    """Start and end of every hit in the text of its field, in order and without overlap.

    `hits` are those of one field. The words are looked for in their own sentence only.
    """
    sentences = split_sentences(text, "", load_lexicon())
    found: set[tuple[int, int]] = set()
    for hit in hits:
        if hit.sentence >= len(sentences) or not sentences[hit.sentence].places:
            continue
        places = sentences[hit.sentence].places
        start = text.find(hit.words, places[0][0], places[-1][1])
        if start >= 0:
            found.add((start, start + len(hit.words)))
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return tuple(spans)
