"""What a verb of harm says: a threat, a call or approval, a negated threat, a deed told, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from models.rules.text.harm import Harm
from models.rules.text.lexicon import Lexicon
from models.rules.text.sentences import Sentence
from models.rules.text.verbs import Form

_REACH = 14
_COGNITION = frozenset(("glaub", "glaube", "glauben", "denken", "denk", "denkt", "meinen", "zoegern", "zoegere", "think", "believe", "hesitate"))


@dataclass(slots=True)
class Finding:
    """One thing found in one sentence. `places` are words of the sentence, `deed` the one a time may belong to."""

    rule: str
    sentence: Sentence
    places: tuple[int, ...]
    offence: str = ""
    deed: int = -1


class Grammar:
    """The classes of words the decision needs, as bits."""

    __slots__ = (
        "breaker", "building", "done_aux", "family", "first", "future", "lexicon", "me", "negation", "news", "norm",
        "object_person", "people", "polite", "reflexive", "role", "second", "thing", "third",
        "role_endings", "thing_endings", "building_endings",
    )  # fmt: skip

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        for name in self.__slots__:
            if name == "lexicon":
                continue
            if name.endswith("_endings"):
                setattr(self, name, lexicon.endings[name.removesuffix("_endings")])
            else:
                setattr(self, name, lexicon.bit("report_news" if name == "news" else name))


@dataclass(slots=True)
class Clause:
    """The surroundings of a verb: where its clause begins and ends and what its words are together."""

    start: int
    end: int
    union: int
    person: bool
    thing: bool
    building: bool
    role: bool


def read_clause(sentence: Sentence, harm: Harm, grammar: Grammar) -> Clause:
    """From the last word that opens a clause to the next one, at most 14 words to each side."""
    masks, folds = sentence.masks, sentence.folds
    start = harm.at
    while start > 0 and harm.at - start < _REACH and not masks[start - 1] & grammar.breaker:
        start -= 1
    last = max(harm.parts)
    end = last + 1
    while end < len(masks) and end - last < _REACH and not masks[end] & grammar.breaker:
        end += 1
    union = 0
    person = thing = building = role = False
    subject = False
    sie = False
    for index in range(start, end):
        if index in harm.parts:
            continue
        mask, word = masks[index], folds[index]
        union |= mask
        if word == "sie":
            sie = True
        elif mask & grammar.object_person:
            person = True
        elif mask & (grammar.first | grammar.third):
            subject = True
        if mask & grammar.role or (len(word) > 5 and word.endswith(grammar.role_endings)):
            role = person = True
        elif mask & (grammar.people | grammar.family):
            person = True
        if mask & grammar.building or (len(word) > 4 and word.endswith(grammar.building_endings)):
            building = True
        if mask & grammar.thing or (len(word) > 6 and word.endswith(grammar.thing_endings)):
            thing = True
    if sie and (subject or union & (grammar.first | grammar.norm)):
        person = True
    return Clause(start, end, union, person, thing, building, role)


def judge_harm(sentence: Sentence, harm: Harm, grammar: Grammar) -> Finding | None:
    """The finding for one verb of harm in its clause."""
    clause = read_clause(sentence, harm, grammar)
    union = clause.union
    verb = harm.verb
    news = bool(_union(sentence) & grammar.news)
    if not _has_target(harm, clause, grammar):
        return None
    second = bool(union & grammar.second)
    first = bool(union & grammar.first)
    me = bool(union & grammar.me)
    addressed = second or clause.role or _polite_plural(sentence, clause, grammar)
    form = harm.form
    places = tuple(sorted({*harm.parts, *_address_places(sentence, clause, grammar)}))

    def found(rule: str) -> Finding:
        return Finding(rule, sentence, places, verb.offence, harm.at)

    if union & grammar.reflexive or (first and me and not second and not clause.role and _self_harm(sentence, clause)):
        if verb.strength == "kill" and form & (Form.BARE | Form.FIRST | Form.THIRD | Form.ZU) and not news:
            return found("text-told-danger") if not {"wuerde", "would", "koennte"} & set(sentence.folds) else None
        return None
    norm = bool(union & grammar.norm)
    negated = _is_negated(sentence, harm, clause, grammar)
    if norm and not (first and _single_i(sentence, clause) and form & (Form.BARE | Form.FIRST)):
        if negated:
            return found("text-threat-negated") if second else None
        if news and not second:
            return None
        return found("text-violence-addressed" if addressed else "text-violence-approved")
    future = bool(union & grammar.future)
    if _is_told(form, union, future, grammar):
        if news or first and not me or negated:
            return None
        if (me or clause.role or second) and not _thing_subject(sentence, clause):
            return found("text-told-injury")
        return None
    if news and not first and not second and not me:
        return None
    announced = (
        (first and bool(form & (Form.FIRST | Form.BARE | Form.ZU | Form.ING | Form.DONE)))
        or (future and bool(form & (Form.BARE | Form.ZU | Form.ING | Form.DONE)) and (verb.strength == "kill" or clause.person))
        or bool(form & Form.ZU)
        or bool(form & (Form.THIRD | Form.SECOND | Form.FIRST) and (me or second or clause.role))
        or second
    )
    if _thing_subject(sentence, clause):
        return None
    if announced:
        if negated:
            return found("text-threat-negated")
        return found("text-threat-direct")
    if form & (Form.COMMAND | Form.BARE) and not negated and verb.strength in {"kill", "hurt"}:
        if clause.role:
            return found("text-violence-addressed")
        return found("text-violence-approved")
    return None


def _union(sentence: Sentence) -> int:
    union = 0
    for mask in sentence.masks:
        union |= mask
    return union


def _has_target(harm: Harm, clause: Clause, grammar: Grammar) -> bool:
    target = harm.verb.target
    if target == "person":
        return clause.person and not (clause.thing and not clause.union & (grammar.object_person | grammar.second | grammar.role))
    if target == "thing":
        return clause.building or (clause.person and not clause.thing)
    return clause.person or not clause.thing


def _polite_plural(sentence: Sentence, clause: Clause, grammar: Grammar) -> bool:
    """"Sie" that can be the polite address: as object, or with a plural verb."""
    folds = sentence.folds[clause.start : clause.end]
    if "ihr" in folds or "ihnen" in folds:
        return True
    if "sie" not in folds:
        return False
    return not ({"gehoert", "verdient", "sollte", "soll"} & set(folds) and not {"man", "jemand", "irgendjemand", "einer"} & set(folds))


def _single_i(sentence: Sentence, clause: Clause) -> bool:
    return bool({"ich", "i", "i'll", "i'm", "ick"} & set(sentence.folds[clause.start : clause.end]))


def _self_harm(sentence: Sentence, clause: Clause) -> bool:
    folds = set(sentence.folds[clause.start : clause.end])
    return bool({"ich", "i"} & folds) and bool({"mich", "myself", "mir"} & folds) and not ({"er", "he", "sie"} & folds)


def _address_places(sentence: Sentence, clause: Clause, grammar: Grammar) -> list[int]:
    wanted = grammar.second | grammar.object_person | grammar.role
    return [index for index in range(clause.start, clause.end) if sentence.masks[index] & wanted][:3]


def _is_told(form: Form, union: int, future: bool, grammar: Grammar) -> bool:
    if form & Form.PAST and not (form & Form.BARE and future):
        return True
    return bool(form & Form.DONE and union & grammar.done_aux and not future)


def _thing_subject(sentence: Sentence, clause: Clause) -> bool:
    """"Die Hitze bringt mich um": what kills is no person."""
    folds = sentence.folds[clause.start : clause.end]
    return bool({"hitze", "stress", "arbeit", "laerm", "das", "es", "langeweile", "warten", "lachen", "feet", "it", "this", "that"} & set(folds)) and not (
        {"ich", "wir", "er", "sie", "man", "i", "we", "he", "they", "she", "du", "ihr"} & set(folds)
    )


def _is_negated(sentence: Sentence, harm: Harm, clause: Clause, grammar: Grammar) -> bool:
    """A negation in the verb's own clause. Before a verb that opens its clause ("…, schlage ich dich") it is another's."""
    masks, folds = sentence.masks, sentence.folds
    begin = clause.start
    for index in range(clause.start, harm.at + 1):
        if not masks[index] & grammar.first:
            continue
        begin = index - 1 if index and masks[index - 1] & grammar.future else index
    if harm.at + 1 < len(masks) and masks[harm.at + 1] & grammar.first:
        begin = harm.at
    for index in range(max(begin, 0), max(harm.parts) + 1):
        if masks[index] & grammar.negation and index not in harm.parts:
            if folds[index] == "nicht" and index + 1 < len(folds) and folds[index + 1] == "nur":
                continue
            return not _COGNITION & set(folds)
    return False
