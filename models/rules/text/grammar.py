"""The word classes the decisions ask for, as bits of the compiled lexicon."""

from __future__ import annotations

from functools import cache

from models.rules.text.compiler import load_lexicon
from models.rules.text.lexicon import Lexicon


class Grammar:
    """One attribute per class (its bit) ."""

    accusative: int
    breaker: int
    building: int
    condition: int
    done_aux: int
    done_aux_en: int
    everyone: int
    family: int
    figurative: int
    first: int
    goes_on: int
    future: int
    hypothetical: int
    indirect: int
    intent: int
    body: int
    blame: int
    caller: int
    long_ago: int
    me: int
    mishap: int
    must: int
    praise: int
    preposition: int
    reject: int
    negation: int
    norm: int
    object_person: int
    people: int
    play: int
    polite: int
    reflexive: int
    report_news: int
    role: int
    second: int
    speech: int
    speech_past: int
    subject: int
    thing: int
    thing_he: int
    thing_she: int
    third: int

    def __init__(self, lexicon: Lexicon) -> None:
        for name in self.__annotations__:
            setattr(self, name, lexicon.bit(name))


@cache
def load_grammar() -> Grammar:
    return Grammar(load_lexicon())
