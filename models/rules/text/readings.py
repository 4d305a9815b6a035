"""Other readings of a text cut into lines: a short line may go on, a wrapped line may be a sentence.

Nobody marks in a chat or a forwarded mail where a sentence ends. Both readings are tried; the second one
counts for threats alone, so that two harmless lines do not make a report of violence together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.rules.text.finding import Finding
from models.rules.text.grammar import Grammar
from models.rules.text.sentence import Sentence

_LINES_ON = 3  # a sentence that begins in one line may end in the third
_APART = 6  # words between two parts of one threat
_CLOSE = 3  # words of the next line among which the one it meets must stand
_TARGETS = 3
_ENOUGH = 8  # words: "ich⏎bring⏎dich⏎um" is read over more than two lines
COUNTED = frozenset(
    (
        "text-threat-direct",
        "text-threat-near",
        "text-violence-addressed",
        "text-violence-approved",
        "text-condition-vague",
    )
)


@dataclass(slots=True)
class Reading:
    """A sentence read otherwise. `seams`: a finding counts only if its words stand on both sides of one."""

    sentence: Sentence
    seams: tuple[int, ...]

    def counts(self, finding: Finding) -> bool:
        if finding.rule not in COUNTED:
            return False
        if not self.seams:
            return True
        core = sorted(finding.places[: finding.core])
        others = finding.places[finding.core : finding.core + _TARGETS]
        return any(
            any(left < seam <= right <= left + _APART for left, right in pairwise(core))
            or (core[-1] < seam and any(seam <= place < seam + _CLOSE for place in others))
            for seam in self.seams
        )


def find_readings(sentences: Sequence[Sentence], grammar: Grammar) -> Iterator[Reading]:
    """Every other reading of lines that hold a word that matters."""
    for index, sentence in enumerate(sentences):
        bounds = [*sentence.breaks, len(sentence.folds)]
        for number, start in enumerate(sentence.breaks):
            end = bounds[min(number + _LINES_ON, len(bounds) - 1)]
            if _begins_afresh(sentence, start, end, grammar):
                yield Reading(sentence.part(start, end), ())
        if sentence.goes_on and index + 1 < len(sentences):
            yield _join_lines(sentences, index)


def _begins_afresh(sentence: Sentence, start: int, end: int, grammar: Grammar) -> bool:
    """Not behind an article or "hat"; what is told of news or a play is told in the next line too."""
    if sentence.masks[start - 1] & grammar.goes_on:
        return False
    if any(mask & (grammar.report_news | grammar.reject) for mask in sentence.masks[:start]):
        return any(mask & grammar.second for mask in sentence.masks[start:end])
    return True


def _join_lines(sentences: Sequence[Sentence], index: int) -> Reading:
    joined = sentences[index].part(0, len(sentences[index].folds))
    seams: list[int] = []
    for following in sentences[index + 1 :]:
        seams.append(len(joined.folds))
        joined.extend(following)
        if not following.goes_on or len(joined.folds) >= _ENOUGH:
            break
    return Reading(joined, tuple(seams))
