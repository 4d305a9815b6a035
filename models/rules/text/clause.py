"""The surroundings of a verb of harm: who acts, who is the target, what kind of words stand around it.

Clauses end at words that open a new one, never at commas: the level must not hang on punctuation.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.rules.text.grammar import Grammar
from models.rules.text.harm import Harm
from models.rules.text.sentence import Sentence
from models.rules.text.verbs import Form

_REACH = 14
_NAMED_REACH = 24  # words back to the thing a pronoun may mean
_PERSON_ENDINGS = (
    "er",
    "erin",
    "ist",
    "istin",
    "ent",
    "entin",
    "mann",
    "ling",
    "innen",
    "ern",
)  # of unknown nouns
_SHOWN = frozenset(("den", "die", "der", "dem", "denen"))
# Behind "den" these words show that no noun follows: "Den sollte man …", "die mal …", "dem das Genick".
_NO_NOUN = frozenset([
    "man", "jemand", "einer", "keiner", "mal", "alle", "allesamt", "doch", "einfach", "endlich", "ordentlich",
    "richtig", "sofort", "auch", "noch", "schon", "nur", "hier", "da", "so", "eh", "halt", "eigentlich",
    "laengst", "ruhig", "am", "aus", "vom", "von", "vor", "in", "an", "auf", "ins", "zum", "zur", "das",
    "den", "die", "eine", "samt", "gehoert", "gehoeren", "ghoert", "zu",
])  # fmt: skip
_OBJECT_ARTICLES = frozenset(
    ("den", "dem", "einen", "einem", "diesen", "diesem", "allen", "jedem", "jeden", "unseren")
)
_LIKE = frozenset(("like", "do", "does", "all"))  # "people like that"
EMBEDS = frozenset(("sobald", "wenn", "falls", "sofern", "solange"))
_EMBEDDED_AFTER = 4
_WHOEVER = frozenset(("den", "dem", "die"))
_THEN = frozenset(("dann", "then"))
YOU_PLURAL = frozenset(("gehoert", "sollt", "solltet", "muesst", "verdient", "werdet", "seid"))
_CONDITIONAL = frozenset(("koennte", "koennten", "wuerde", "wuerd", "sollte", "muesste", "koennt"))
_LET = frozenset(("lass", "lasst", "lasset", "let"))
_SINGULAR_NORM = frozenset(("gehoert", "verdient", "sollte", "soll", "muesste", "gehoerte"))
_NOBODY_IN_PARTICULAR = frozenset(
    ("man", "jemand", "irgendjemand", "einer", "keiner", "irgendwer", "someone", "somebody")
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
    reflexive: bool
    shown: bool


def read_clause(sentence: Sentence, harm: Harm, grammar: Grammar) -> Clause:
    """From the last word that opens a clause to the next one, at most 14 words to each side."""
    masks, folds = sentence.masks, sentence.folds
    start, last = harm.at, max(harm.parts)
    while start > 0 and harm.at - start < _REACH and not _opens_clause(sentence, start - 1, grammar):
        start -= 1
    start = _step_over_insertion(sentence, harm, start)
    end = last + 1
    while end < len(masks) and end - last < _REACH and not _opens_clause(sentence, end, grammar):
        end += 1
    said = max((index for index in range(start, harm.at) if masks[index] & grammar.speech_past), default=-1)
    union = 0
    pronoun = person = role = thing = building = near_building = sie = shown = False
    for index in range(start, end):
        if index in harm.parts:
            continue
        mask, word = masks[index], folds[index]
        union |= mask
        if word in _SHOWN and _stands_alone(sentence, index, harm, grammar):
            shown = True
        if word == "sie" and index and _means_thing(sentence, index, grammar):
            thing = True
            continue
        if word == "sie":
            sie = sie or not _is_polite_command(harm, index)
            pronoun = pronoun or _is_commanded(harm, index)
        elif word == "ihn" and _means_thing(sentence, index, grammar):
            thing = True
            continue
        elif mask & grammar.accusative and not (word == "uns" and index and folds[index - 1] in _LET):
            pronoun = True
        if mask & grammar.role:
            role = True
        elif mask & (grammar.people | grammar.family) or (mask & grammar.object_person and word != "sie"):
            person = True
        elif mask & grammar.thing and index >= said and not _is_beside(masks, index, grammar):
            thing = True
        elif not mask and index and word.endswith(_PERSON_ENDINGS) and folds[index - 1] in _OBJECT_ARTICLES:
            person = True
        if mask & grammar.building:
            building = True
            near_building = near_building or not _is_beside(masks, index, grammar)
    if harm.at and folds[harm.at - 1] in _WHOEVER and "wer" in folds[: harm.at - 1]:
        pronoun = True  # "wer das tut, den überfahre ich"
    building = near_building or (building and not thing)  # "den Rasen vor dem Rathaus sprengen"
    words = frozenset(folds[start:end])
    polite = (sie and _is_polite(words)) or ("ihr" in words and not words.isdisjoint(YOU_PLURAL))
    if sie and (
        union & (grammar.first | grammar.norm | grammar.subject)
        or (union & grammar.must and words & _NOBODY_IN_PARTICULAR)
    ):
        pronoun = True
    modal = grammar.norm | grammar.must | grammar.hypothetical | grammar.future
    if shown and not thing and (union & modal or not words.isdisjoint(_NOBODY_IN_PARTICULAR)):
        pronoun = True
    reflexive = _is_reflexive(masks, start, end, harm=harm, grammar=grammar)
    return Clause(start, end, union, words, pronoun, person, role, thing, building, polite, reflexive, shown)


def _stands_alone(sentence: Sentence, index: int, harm: Harm, grammar: Grammar) -> bool:
    """ "Den sollte man …", "man müsste die …": no article, and nothing named earlier is meant."""
    following = index + 1
    if following >= len(sentence.folds):
        return bool(sentence.union & (grammar.norm | grammar.must)) and index > harm.at
    alone = (
        following in harm.parts
        or sentence.folds[following] in _NO_NOUN
        or sentence.masks[following]
        & (grammar.norm | grammar.must | grammar.hypothetical | grammar.future | grammar.negation)
    )
    low = max(0, index - _NAMED_REACH)
    named = zip(sentence.masks[low:index], sentence.folds[low:index], strict=True)
    return bool(alone) and not any(mask & grammar.thing and word != "zeit" for mask, word in named)


def _means_thing(sentence: Sentence, index: int, grammar: Grammar) -> bool:
    """ "Der Drucker spinnt, ich könnte ihn …": a thing named before, and no person of that gender since.

    What the sentence before named counts in the conditional alone: an announcement of a deed shall not
    become harmless because of a printer in the line above it.
    """
    bit = grammar.thing_he if sentence.folds[index] == "ihn" else grammar.thing_she
    somebody = grammar.people | grammar.role | grammar.family | grammar.second
    low = max(0, index - _NAMED_REACH)
    earlier = sentence.masks[low:index]
    if any(mask & somebody for mask in earlier) or sentence.union & grammar.second:
        return False
    for place, mask in enumerate(earlier, low):
        if mask & bit and not _is_beside(sentence.masks, place, grammar):
            return True
    if sentence.folds[index] == "sie" or not sentence.named_thing:
        return False
    return not _CONDITIONAL.isdisjoint(sentence.folds[low : index + _NAMED_REACH])


def _step_over_insertion(sentence: Sentence, harm: Harm, start: int) -> int:
    """ "dass er dich, sobald er Zeit hat, umbringen werde": the last verb is the outer clause's."""
    folds = sentence.folds
    if start < 3 or folds[start - 1] not in EMBEDS or not harm.form & (Form.BARE | Form.ZU):
        return start
    for index in range(start - 2, max(-1, start - 3 - _EMBEDDED_AFTER), -1):
        if folds[index] == "dass":
            return index + 1
    return start


def _opens_clause(sentence: Sentence, index: int, grammar: Grammar) -> bool:
    """Without a condition "dann" opens nothing ("er werde mich finden und dann erschießen")."""
    if not sentence.masks[index] & grammar.breaker:
        return False
    if sentence.folds[index] == "that" and index and sentence.folds[index - 1] in _LIKE:
        return False
    if sentence.folds[index] == "doch" and _is_filler(sentence, index, grammar):
        return False
    return bool(sentence.union & grammar.condition) or sentence.folds[index] not in _THEN


def _is_filler(sentence: Sentence, index: int, grammar: Grammar) -> bool:
    """ "Wir wollen euch doch nicht …", "einer muss ihr doch …": no new clause."""
    if not index or sentence.masks[index - 1] & grammar.object_person:
        return bool(index)
    modal = grammar.norm | grammar.must | grammar.hypothetical
    before = any(mask & modal for mask in sentence.masks[max(0, index - 3) : index])
    acts = index + 1 < len(sentence.masks) and sentence.masks[index + 1] & (grammar.subject | grammar.first)
    return before and not acts


def _is_reflexive(masks: list[int], start: int, end: int, *, harm: Harm, grammar: Grammar) -> bool:
    """Whether "sich" is of this verb: nobody else acts in between ("er drehte sich um und sagte, er …")."""
    others = grammar.subject | grammar.people | grammar.role | grammar.accusative
    for index in range(start, end):
        if masks[index] & grammar.reflexive:
            low, high = sorted((index, harm.at))
            if not any(masks[place] & others for place in range(low + 1, high)):
                return True
    return False


def _is_beside(masks: list[int], index: int, grammar: Grammar) -> bool:
    """ "mit dem Auto", "im Büro": the place or the means, not the target."""
    return any(mask & grammar.preposition for mask in masks[max(0, index - 2) : index])


def _is_polite_command(harm: Harm, index: int) -> bool:
    """ "Treten Sie ein": there "Sie" acts and is no target."""
    return bool(harm.form & Form.BARE) and index == harm.at + 1


def _is_commanded(harm: Harm, index: int) -> bool:
    """ "Schlagt sie": behind a command to others "sie" is the target."""
    return bool(harm.form & Form.COMMAND) and not harm.form & (Form.BARE | Form.PAST) and index > harm.at


def _is_polite(words: frozenset[str]) -> bool:
    """ "Sie" that can be the polite address: with a plural verb, or as the object of nobody in particular."""
    return words.isdisjoint(_SINGULAR_NORM) or not words.isdisjoint(_NOBODY_IN_PARTICULAR)
