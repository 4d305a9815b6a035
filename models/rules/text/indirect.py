"""Indirect speech read as the direct speech it tells: "dass er mich findet" is "ich finde dich".

So a wording of threat that the data files know of one who speaks is known as well of one who is spoken of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.rules.text.finding import Finding
from models.rules.text.grammar import Grammar
from models.rules.text.lexicon import Lexicon
from models.rules.text.sentence import Sentence

_SPEAKERS = frozenset(("er", "man", "sie", "he", "she", "they"))
_VICTIMS = frozenset(("ich", "wir", "i"))
_OBJECTS = frozenset(("mich", "mir", "uns", "ihn", "ihm", "me", "us", "him"))
_THAT = frozenset(("dass", "das"))
_SAID_BY = 2  # words: "ich habe ihm gesagt" tells what the reporting person said
_SUBJECT_REACH = 3
_CLAUSE_MOST = 14


@dataclass(frozen=True, slots=True)
class DirectSpeech:
    """`order`: for each word its place in the sentence as it stands."""

    sentence: Sentence
    order: tuple[int, ...]

    def tell(self, finding: Finding, told: Sentence) -> Finding:
        """The finding in the sentence as it stands."""
        places = tuple(self.order[place] for place in finding.places)
        deed = self.order[finding.deed] if finding.deed >= 0 else -1
        return replace(finding, sentence=told, places=places, deed=deed)


def find_direct(sentence: Sentence, lexicon: Lexicon, grammar: Grammar) -> DirectSpeech | None:
    """None when the sentence tells of no speech, of the reporter's own, or of nobody's who could be meant."""
    if not sentence.union & (grammar.speech | grammar.indirect) or sentence.union & grammar.second:
        return None
    words = _shift_words(sentence, lexicon, grammar)
    if words is None:
        return None
    order = _order_words(sentence, grammar)
    direct = Sentence(sentence.name, sentence.position)
    direct.named_thing = sentence.named_thing
    for place in order:
        word = words[place]
        entry = sentence.entries[place] if word == sentence.folds[place] else lexicon.find(word)
        direct.add(word, entry, sentence.places[place])
    return DirectSpeech(direct, tuple(order))


def _shift_words(sentence: Sentence, lexicon: Lexicon, grammar: Grammar) -> list[str] | None:
    person, threatened, threatening = lexicon.shifts
    folds = sentence.folds
    if _is_own_speech(sentence, grammar, threatened):
        return None
    victim = not _VICTIMS.isdisjoint(folds)
    if not victim and not any(fold in person for fold in folds):
        return None
    words = []
    for index, fold in enumerate(folds):
        before = folds[index - 1] if index else ""
        after = folds[index + 1] if index + 1 < len(folds) else ""
        if sentence.masks[index] & grammar.speech_past:
            words.append(fold)
        elif fold in person:
            words.append(person[fold])
        elif fold in _SPEAKERS:
            acts = fold in {"er", "man"} or after in threatening or before in threatening
            acts = acts or (before in _THAT and after in _OBJECTS)
            speaks = "wir" if fold == "sie" and before in _THAT else "ich"
            words.append(threatening.get(fold, speaks) if acts else fold)
        elif victim and before not in _SPEAKERS and after not in _SPEAKERS:
            words.append(threatened.get(fold, fold))
        else:
            words.append(threatening.get(fold, fold))
    return words


def _is_own_speech(sentence: Sentence, grammar: Grammar, threatened: dict[str, str]) -> bool:
    """ "Ich habe ihm gesagt", "sagte ich": not "mir wurde gesagt, ich solle"."""
    folds = sentence.folds
    for index, mask in enumerate(sentence.masks):
        if not mask & grammar.speech:
            continue
        before = folds[max(0, index - _SAID_BY) : index]
        if not _VICTIMS.isdisjoint(before) and _SPEAKERS.isdisjoint(before):
            return True
        after = folds[index + 1 : index + 3]
        told = folds[index].startswith("ge") or (len(after) > 1 and after[1] in threatened)
        if after and after[0] in _VICTIMS and not told and _SPEAKERS.isdisjoint(before):
            return True
    return False


def _order_words(sentence: Sentence, grammar: Grammar) -> list[int]:
    """Behind "dass" the verb comes last; in direct speech it follows its subject."""
    folds = sentence.folds
    order = list(range(len(folds)))
    for index, fold in enumerate(folds):
        if fold != "dass":
            continue
        subject = _find_subject(folds, index)
        if subject is None:
            continue
        end = subject + 1
        while end < min(len(folds), subject + _CLAUSE_MOST) and not _ends(sentence, end, grammar):
            end += 1
        if end - 1 > subject + 1:
            order.remove(end - 1)
            order.insert(order.index(subject) + 1, end - 1)
    return order


def _find_subject(folds: Sequence[str], index: int) -> int | None:
    for place in range(index + 1, min(index + 1 + _SUBJECT_REACH, len(folds))):
        if folds[place] in _SPEAKERS or folds[place] in _VICTIMS:
            return place
    return None


def _ends(sentence: Sentence, index: int, grammar: Grammar) -> bool:
    return bool(sentence.masks[index] & grammar.breaker) or sentence.folds[index] in {"und", "oder"}
