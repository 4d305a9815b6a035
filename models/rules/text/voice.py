"""The voice of a verb of harm: a passive ("er wird erschossen") has its victim where others have the doer."""

from __future__ import annotations

from dataclasses import replace

from models.rules.text.clause import Clause
from models.rules.text.grammar import Grammar
from models.rules.text.harm import Harm
from models.rules.text.sentence import Sentence
from models.rules.text.small_words import SPEAKER
from models.rules.text.verbs import Form

_COMING = frozenset(["werde", "werd", "wird", "wirst", "werdet", "werden", "wuerde", "wuerden", "wuerdest"])
_PAST = frozenset(("wurde", "wurden", "worden", "wurdest"))
_HELPING = _COMING | _PAST | {
    "hat", "habe", "hab", "haben", "hatte", "hatten", "bin", "bist", "ist", "sind", "seid", "war", "waren",
    "gehoert", "gehoeren", "gehoerst", "gehoerte", "gehoerten", "gehoere", "verdient", "verdienen",
}  # fmt: skip
_DESERVES = frozenset(("gehoerst",))
_OFTEN = frozenset(["staendig", "immer", "oft", "taeglich", "regelmaessig", "dauernd", "wieder", "haeufig"])
_BEGINS = frozenset(("wurde", "wurden", "werde", "werd"))
_VICTIMS = frozenset(("ich", "wir", "du", "ihr", "er", "sie"))
_ENGLISH = frozenset(
    ("be", "being", "get", "getting", "is", "are", "am", "i'm", "you're", "was", "were", "been", "got")
)
_ENGLISH_VICTIMS = frozenset([
    "you", "he", "she", "they", "we", "i", "they'll", "he'll", "she'll", "we'll", "i'll", "you'll", "i'm",
    "you're", "youre", "they're", "he's", "she's", "we're",
])  # fmt: skip
_NOW = frozenset(("gerade", "grad", "grade", "jetzt", "momentan", "now", "currently", "being"))


def settle_form(harm: Harm, clause: Clause) -> Harm:
    """ "erschossen" is the participle beside "wird" or "hat", though "sie erschossen" would be past."""
    form = harm.form
    if not form & Form.DONE or clause.words.isdisjoint(_ENGLISH if harm.verb.english else _HELPING):
        return harm
    return replace(harm, form=form & (Form.DONE | Form.BARE))


def is_passive(harm: Harm, clause: Clause) -> bool:
    """Not "ich werde sie überfahren", whose infinitive is spelled like the participle."""
    if not harm.form & Form.DONE:
        return False
    if harm.verb.english:
        return not clause.words.isdisjoint(_ENGLISH)
    if harm.form & Form.BARE and clause.words.isdisjoint(_PAST):
        return not (clause.pronoun or clause.words & SPEAKER) and not clause.words.isdisjoint(
            _COMING | _DESERVES
        )
    return not clause.words.isdisjoint(_COMING | _PAST | _DESERVES)


def is_past_passive(harm: Harm, clause: Clause) -> bool:
    """ "Niemand wurde verletzt, ich wollte nur …": done, whatever else the sentence wants."""
    return is_passive(harm, clause) and bool(clause.words & _PAST) and clause.words.isdisjoint(_COMING)


def has_victim(sentence: Sentence, harm: Harm, clause: Clause) -> bool:
    """Whether a pronoun is the subject of the passive: it surely means a person."""
    if clause.thing or not is_passive(harm, clause):
        return False
    if clause.shown or is_silent(sentence, harm, clause):
        return True
    if sentence.folds[harm.at + 1 : harm.at + 3] == ["zu", "werden"]:
        return True
    return not clause.words.isdisjoint(_ENGLISH_VICTIMS if harm.verb.english else _VICTIMS)


def is_silent(sentence: Sentence, harm: Harm, clause: Clause) -> bool:
    """ "Wurde auf dem Heimweg verprügelt": who leaves out the subject speaks of themselves."""
    if sentence.folds[clause.start] not in _BEGINS or harm.verb.strength in {"kill", "arson"}:
        return False
    others = clause.role or clause.person or clause.thing or clause.building
    return not others and clause.words.isdisjoint(_VICTIMS)


def judge_own(sentence: Sentence, harm: Harm, clause: Clause, *, grammar: Grammar) -> str | None:
    """ "Ich werde gerade verprügelt", "wurde verprügelt": the reporter is the victim."""
    if not is_passive(harm, clause) or clause.union & grammar.second:
        return None
    words = clause.words
    mine = any(sentence.masks[index] & grammar.first for index in range(clause.start, harm.at))
    if "niemand" in words or "nobody" in words:
        return None
    silent = is_silent(sentence, harm, clause)
    if clause.person and clause.union & grammar.me and not (words.isdisjoint(_OFTEN) or mine):
        return None if sentence.union & grammar.speech else "text-told-injury"  # "mein Sohn wird ständig …"
    if not mine and not silent:
        return None
    if words.isdisjoint(_PAST) and words.isdisjoint({"was", "were", "been"}):
        if not words.isdisjoint(_NOW):
            return "text-told-danger"
        return "text-threat-direct" if sentence.union & grammar.speech else "text-told-injury"
    return "text-told-injury"
