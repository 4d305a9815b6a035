"""Where the words of a finding stand in their field."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from models.rules.decision import TextHit
from models.rules.text.finding import Finding
from models.rules.text.sentence import Sentence


def locate_hits(finding: Finding, text: str, sentences: Sequence[Sentence]) -> list[TextHit]:
    """The words as they stand; neighbours in one sentence of `sentences` are one hit."""
    found = finding.sentence
    starts = [sentence.places[0][0] for sentence in sentences]
    spans: list[list[int]] = []
    previous = -2
    for place in sorted(set(finding.places)):
        start, end = found.places[place]
        position = max(0, bisect_right(starts, start) - 1)
        if place == previous + 1 and spans and spans[-1][0] == position:
            spans[-1][2] = max(end, spans[-1][2])
        else:
            spans.append([position, start, end])
        previous = place
    return [TextHit(found.name, position, text[start:end]) for position, start, end in spans]
