"""The surroundings of a verb of harm: who acts, who is the target, what kind of words stand around it.

Clauses end at words that open a new one, never at commas: the level must not hang on punctuation.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.rules.text.grammar import Grammar
from models.rules.text.harm import Harm
from models.rules.text.sentences import Sentence
from models.rules.text.verbs import Form

_REACH = 14
_LET = frozenset(("lass", "lasst", "lasset", "let"))
_SINGULAR_NORM = frozenset(("gehoert", "verdient", "sollte", "soll", "muesste", "gehoerte"))
_NOBODY_IN_PARTICULAR = frozenset(
    ("man", "jemand", "irgendjemand", "einer", "irgendwer", "someone", "somebody")
)


@dataclass(slots=True)
class Clause:
    """Where the clause begins and ends, its words' classes together, and which kinds of target it names."""

    start: int
    end: int
    union: int
    words: frozenset[str]
    pronoun: bool
    person: bool
    role: bool
    thing: bool
    building: bool
    polite: bool


def read_clause(sentence: Sentence, harm: Harm, grammar: Grammar) -> Clause:
    """From the last word that opens a clause to the next one, at most 14 words to each side."""
    masks, folds = sentence.masks, sentence.folds
    start, last = harm.at, max(harm.parts)
    while start > 0 and harm.at - start < _REACH and not masks[start - 1] & grammar.breaker:
        start -= 1
    end = last + 1
    while end < len(masks) and end - last < _REACH and not masks[end] & grammar.breaker:
        end += 1
    union = 0
    pronoun = person = role = thing = building = sie = False
    for index in range(start, end):
        if index in harm.parts:
            continue
        mask, word = masks[index], folds[index]
        union |= mask
        if word == "sie":
            sie = sie or not _is_polite_command(harm, index)
        elif mask & grammar.accusative and not (word == "uns" and index and folds[index - 1] in _LET):
            pronoun = True
        long = len(word) > 5
        if mask & grammar.role or (long and word.endswith(grammar.role_endings)):
            role = True
        elif mask & (grammar.people | grammar.family | grammar.object_person):
            person = True
        elif long and word.endswith(grammar.people_endings):
            person = True
        elif (mask & grammar.thing or (long and word.endswith(grammar.thing_endings))) and not _is_beside(
            masks, index, grammar
        ):
            thing = True
        if mask & grammar.building or (long and word.endswith(grammar.building_endings)):
            building = True
    words = frozenset(folds[start:end])
    polite = sie and _is_polite(words)
    if sie and union & (grammar.first | grammar.norm | grammar.subject):
        pronoun = True
    return Clause(start, end, union, words, pronoun, person, role, thing, building, polite)


def _is_beside(masks: list[int], index: int, grammar: Grammar) -> bool:
    """ "mit dem Auto", "im Büro": the place or the means, not the target."""
    return any(mask & grammar.preposition for mask in masks[max(0, index - 2) : index])


def _is_polite_command(harm: Harm, index: int) -> bool:
    """ "Treten Sie ein": there "Sie" acts and is no target."""
    return bool(harm.form & Form.BARE) and index == harm.at + 1


def _is_polite(words: frozenset[str]) -> bool:
    """ "Sie" that can be the polite address: with a plural verb, or as the object of nobody in particular."""
    return words.isdisjoint(_SINGULAR_NORM) or not words.isdisjoint(_NOBODY_IN_PARTICULAR)


def has_target(harm: Harm, clause: Clause, grammar: Grammar) -> bool:
    """Whether a human being (or, for fire, a building or car) is what the verb is aimed at."""
    verb = harm.verb
    if verb.target == "thing":
        return (
            clause.building
            or clause.pronoun
            or bool(clause.union & grammar.reflexive)
            or (clause.person and not clause.thing)
            or clause.role
        )
    named = clause.person or clause.role
    if clause.union & grammar.body and named and verb.target != "thing":
        return True
    if verb.needs & grammar.body and clause.union & (grammar.first | grammar.norm | grammar.future):
        return not clause.union & grammar.reflexive and not clause.words & {"mir"}
    if verb.needs:
        return clause.pronoun or clause.person or clause.role or bool(clause.union & grammar.second)
    if clause.pronoun:
        return True
    if clause.thing:
        return clause.role and verb.strength == "kill" and bool(clause.union & grammar.first)
    if verb.target in {"open", "anyone"}:
        return True
    if verb.dative:
        return clause.person or clause.role
    return (
        clause.role
        or bool(clause.union & (grammar.people | grammar.family))
        or clause.person
        and not _only_dative(clause)
    )


def _only_dative(clause: Clause) -> bool:
    return not clause.words.isdisjoint(("dir", "mir", "ihm", "ihr", "ihnen"))
