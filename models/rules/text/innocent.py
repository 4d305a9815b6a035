"""What is told of accidents, play, callers at the door or the past is no deed against a human being."""

from __future__ import annotations

from models.rules.text.grammar import Grammar
from models.rules.text.sentence import Sentence


def find_excused(sentence: Sentence, grammar: Grammar) -> frozenset[str]:
    """The rules that do not hold in this sentence; none of them when somebody is to blame."""
    union = sentence.union
    if union & grammar.blame:
        return frozenset()
    excused: set[str] = set()
    if union & (grammar.play | grammar.long_ago):
        excused.update(("text-told-injury", "text-told-weapon", "text-told-danger"))
    if union & grammar.play and not union & grammar.second:
        excused.add("text-threat-direct")
    if union & grammar.mishap:
        excused.add("text-told-injury")
    if union & grammar.caller:
        excused.add("text-told-danger")
    return frozenset(excused)
