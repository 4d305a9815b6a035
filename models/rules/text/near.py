"""A near time or a named place, and whether it belongs to the announced deed or to the telling of it."""

from __future__ import annotations

from datetime import date

from models.rules.text.dates import is_near_date
from models.rules.text.lexicon import Lexicon
from models.rules.text.sentence import Sentence

_ENDS_CLAUSE = frozenset(("angekuendigt", "erklaert", "bedroht", "behauptet", "mitgeteilt", "zugerufen"))
_ALSO_INFINITIVE = frozenset(("bekommen", "erhalten", "gefunden", "gelesen", "gehoert"))
_REACH = 30  # words; farther away it is another statement (and hostile text would cost time)
_GONE = frozenset([
    "letzten", "letzte", "letztem", "letztes", "letzter", "vergangenen", "vergangene", "vorigen",
    "vorige", "gestern", "last", "yesterday",
])  # fmt: skip
_MORNING = _GONE | {
    "guten", "schoenen", "am", "jeden", "gestern", "heute", "der", "den", "diesem", "einen", "good", "this",
    "every", "frueh",
}  # fmt: skip
_TOMORROW = frozenset(("morgen", "morgn", "morgne"))


def find_near(sentence: Sentence, deed: int, today: date, *, lexicon: Lexicon) -> tuple[int, ...]:
    """The words of a near time or a place of the deed; empty when there is none."""
    for index in range(max(0, deed - _REACH), min(len(sentence.entries), deed + _REACH)):
        entry = sentence.entries[index]
        for pattern in entry.near:
            found = pattern.find(sentence.masks, index, sentence.union)
            if found is None or _is_gone(sentence, found[0]):
                continue
            if belongs_to_deed(sentence, found, deed, kind=pattern.group["kind"], lexicon=lexicon):
                return tuple(found)
        word = sentence.folds[index]
        if word in _TOMORROW and _is_tomorrow(sentence, index):
            return (index,)
        is_date = word[0].isdigit() and is_near_date(sentence.folds, index, today)
        if is_date and belongs_to_deed(sentence, [index], deed, kind="time", lexicon=lexicon):
            return (index,)
    return ()


def _is_gone(sentence: Sentence, index: int) -> bool:
    return (index > 0 and sentence.folds[index - 1] in _GONE) or sentence.folds[index] in _GONE


def _is_tomorrow(sentence: Sentence, index: int) -> bool:
    return not (index > 0 and sentence.folds[index - 1] in _MORNING)


def belongs_to_deed(sentence: Sentence, found: list[int], deed: int, *, kind: str, lexicon: Lexicon) -> bool:
    """Not when it stands beside a past verb of saying: "am Dienstag sagte er", "er drohte am Dienstag"."""
    if kind == "ahead":
        return True
    masks = sentence.masks
    said = lexicon.bit("speech_past")
    preposition = lexicon.bit("preposition")
    helping, building = lexicon.bit("done_aux"), lexicon.bit("building")
    future, breaker, subject = lexicon.bit("future"), lexicon.bit("breaker"), lexicon.bit("subject")
    first, last = found[0], found[-1]
    for index in range(max(0, deed - _REACH), min(len(masks), deed + _REACH)):
        if not masks[index] & said or index in found or index == deed:
            continue
        if sentence.folds[index] in _ALSO_INFINITIVE and not any(mask & helping for mask in masks[:index]):
            continue
        if last < index <= deed and not _verb_between(sentence, last, index, future):
            return False
        if index < first <= deed:
            if any(masks[place] & breaker for place in range(index + 1, first)):
                continue
            if any(masks[place] & subject for place in range(index + 2, first)):
                continue
            if sentence.folds[index].startswith("ge") or sentence.folds[index] in _ENDS_CLAUSE:
                continue  # "hat angekündigt, am Montag …": the participle ends the clause of saying
            if sentence.folds[index].startswith("kuendig") and "an" in sentence.folds[index + 1 : first]:
                continue
            inverted = index + 2 >= first or masks[index + 2] & preposition
            if masks[index + 1] & subject and not inverted:
                continue  # "sagte, er warte um sechs …" and not "sagte er um sechs"
            if any(masks[place] & building for place in range(index + 1, first - 1)):
                continue  # "angekündigt, die Moschee am Freitag …": the deed's object stands before the time
            if not _verb_between(sentence, index, first, future) and not _verb_next(
                sentence, last, deed, future
            ):
                return False
        if deed < index < first or (deed < first < index and index - last <= 3):
            return False
    return True


def _verb_between(sentence: Sentence, start: int, end: int, future: int) -> bool:
    return any(
        sentence.masks[index] & future or sentence.entries[index].uses for index in range(start + 1, end)
    )


def _verb_next(sentence: Sentence, last: int, deed: int, future: int) -> bool:
    following = last + 1
    return following == deed or (following < len(sentence.masks) and bool(sentence.masks[following] & future))
