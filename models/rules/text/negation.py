"""Whether a threat is negated: the negation must stand in the verb's own clause."""

from __future__ import annotations

from collections.abc import Sequence

from models.rules.text.clause import EMBEDS, Clause
from models.rules.text.grammar import Grammar
from models.rules.text.harm import Harm
from models.rules.text.sentence import Sentence
from models.rules.text.verbs import Form

_BEHIND = 4
_REACH = 14
_INSERTION = 5  # words of the deed itself before something may be inserted
_BEHIND_VERB = frozenset(("nicht", "nie", "niemals", "not", "never"))
_OPENS = frozenset(("das", "dies", "es", "it", "this", "that"))
# "Glaub nicht, dass …", "ich werde nicht zögern": the negation denies the denial.
_TURNED = frozenset([
    "glaub", "glaube", "glauben", "denken", "denk", "denkt", "meinen", "zoegern", "zoegere", "sondern",
    "think", "believe", "hesitate", "zurueckschrecken", "davor", "scheuen", "hindern", "abhalten",
    "pass", "passt", "aufpassen", "warum", "wieso", "weshalb", "problem", "hemmungen", "skrupel", "scheu",
])  # fmt: skip

_SAID = frozenset(
    ("gesagt", "geschrieben", "behauptet", "gedroht", "gemeint", "angekuendigt", "geaeussert", "said")
)
_UNTRUE = (["stimmt", "nicht"], ["wahr", "nicht"], ["nicht", "wahr"], ["not", "true"], ["keine", "rede"])
_NEVER = frozenset(("nie", "niemals", "nicht", "niemand", "keiner", "never"))
GOES_ON = frozenset(("nur", "only", "lange", "lang", "just", "long", "einmal"))  # "nicht nur", "nicht lange"


def is_negated(sentence: Sentence, harm: Harm, clause: Clause, *, grammar: Grammar) -> bool:
    """Before a verb that opens its clause ("wenn du nicht zahlst, schlage ich dich") it is another's."""
    masks, folds = sentence.masks, sentence.folds
    if _is_denied_before(folds, harm.at):
        return True
    begin = _begin(sentence, harm, clause, grammar)
    stop = max(harm.parts) + 1
    if len(harm.parts) == 1 and harm.form & (Form.FIRST | Form.THIRD | Form.SECOND | Form.COMMAND):
        stop = min(stop + _BEHIND, clause.end)
    for index in range(begin, stop):
        if index > harm.at and (masks[index] & grammar.subject or folds[index] in _OPENS):
            return False
        if harm.at + _INSERTION < index < stop - 3 and stop - harm.at > 2 * _INSERTION:
            continue  # "ich bringe dich, und kein Gericht hindert mich, um"
        if index > max(harm.parts) + 1 and folds[index] not in _BEHIND_VERB:
            continue
        if index < harm.at - 1 and not EMBEDS.isdisjoint(folds[max(clause.start, index - _REACH) : index]):
            continue  # "dass er mich, wenn ich nicht zahle, umbringen wird"
        if masks[index] & grammar.negation and index not in harm.parts:
            if index + 1 < len(folds) and folds[index + 1] in GOES_ON:
                continue
            return _TURNED.isdisjoint(folds)
    return False


def _is_denied_before(folds: list[str], at: int) -> bool:
    """ "Es ist nicht so, dass ich …"."""
    if is_unsaid(folds, at):
        return True
    return any(
        folds[index : index + 3] in (["nicht", "so", "dass"], ["not", "that", "i"])
        for index in range(max(0, at - 8), at - 2)
    )


def is_unsaid(folds: list[str], at: int) -> bool:
    """ "Er hat nie gesagt, dass er …"."""
    for index in range(max(2, at - _REACH), at):
        if folds[index] in {"dass", "that"} and folds[index - 1] in _SAID:
            return not _NEVER.isdisjoint(folds[max(0, index - 4) : index - 1])
        if folds[index] in {"dass", "that"} and folds[index - 2 : index] in _UNTRUE:
            return True
    return False


_NOBODY = frozenset(("niemand", "keiner", "nobody", "none", "niemanden", "niemandem"))
_NOT = frozenset([
    "nicht", "nie", "niemals", "weder", "not", "never", "didn't", "didnt", "neither", "nor", "wasn't",
    "weren't", "hasn't", "doesn't", "isn't", "ned", "net", "nit",
])  # fmt: skip
_AFTER = _NOBODY | {"nie", "niemals", "nicht", "never"}
_NO = frozenset(("kein", "keine", "keinen", "keinem", "no"))
_ANOTHER = frozenset(("und", "aber", "sondern", "and", "but", "als", "bis", "oder"))
_NOBODY_REACH = 8
_NOT_REACH = 3
_NO_REACH = 2


def is_untold(sentence: Sentence, found: Sequence[int], grammar: Grammar) -> bool:
    """ "Keiner hat mich verfolgt", "er hat mich weder geschlagen noch …", "verletzt wurde niemand".

    Only in the same clause: behind "und", a conjunction or another subject something else is told.
    """
    masks, folds = sentence.masks, sentence.folds
    if any(masks[index] & grammar.negation for index in found):
        return False
    first, last = found[0], found[-1]
    for index in range(max(0, first - _NOBODY_REACH), min(len(folds), last + _NOBODY_REACH)):
        word = folds[index]
        if index in found or (folds[index + 1 : index + 2] and folds[index + 1] in GOES_ON):
            continue
        if index > last:
            if word in _AFTER and first == 0 and not _changes(sentence, last + 1, index, grammar):
                return True
            continue
        near = word in _NOT and index >= first - _NOT_REACH
        lacking = word in _NO and not set(found).isdisjoint(range(index + 1, index + 1 + _NO_REACH))
        if (near or lacking or word in _NOBODY) and not _changes(sentence, index + 1, last, grammar):
            return True
    return False


def _changes(sentence: Sentence, start: int, end: int, grammar: Grammar) -> bool:
    """Whether somebody else acts from `start` to before `end`, or another clause begins."""
    acts = grammar.subject | grammar.breaker
    for index in range(start, end):
        word = sentence.folds[index]
        if sentence.masks[index] & acts or word in _ANOTHER:
            return True
        if word == "sie" and sentence.masks[index - 1] & grammar.done_aux:
            return True
    return False


def _begin(sentence: Sentence, harm: Harm, clause: Clause, grammar: Grammar) -> int:
    masks = sentence.masks
    governed = harm.form & (Form.BARE | Form.DONE) and any(
        mask & (grammar.future | grammar.must) for mask in masks[clause.start : harm.at]
    )  # "wollen euch nicht umbringen, wir …": "wir" begins the next clause
    if not governed and harm.at + 1 < len(masks) and masks[harm.at + 1] & (grammar.first | grammar.subject):
        return harm.at
    begin = clause.start
    acted = False
    for index in range(clause.start, harm.at + 1):
        if masks[index] & (grammar.future | grammar.must) and acted:
            denied = masks[index - 1] & grammar.negation  # "I'm not going to"
            begin = (
                index - 1 if denied else index
            )  # "wenn ich nicht zahle, wird er …": another clause came before
        elif masks[index] & grammar.first:
            begin = index - 1 if index > clause.start and masks[index - 1] & grammar.future else index
        acted = acted or bool(masks[index] & (grammar.subject | grammar.first))
    return begin
