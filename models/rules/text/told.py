"""What is told, meant figuratively, said of oneself or done by a thing: no announcement."""

from __future__ import annotations

from models.rules.text.clause import Clause
from models.rules.text.grammar import Grammar
from models.rules.text.harm import Harm
from models.rules.text.sentence import Sentence
from models.rules.text.small_words import SPEAKER
from models.rules.text.verbs import Form

_SUBJECTS = frozenset([
    "ich", "wir", "er", "man", "i", "we", "he", "they", "she", "du", "jemand", "einer", "wer",
    "they'll", "he'll", "we'll", "i'll", "i'm", "we're", "you",
])  # fmt: skip
_IT = frozenset(("es", "it", "this", "that"))
_OWN_CLAUSE = frozenset(("bin", "musste", "mussten", "und", "dann", "danach", "so"))
_WOULD = frozenset(("wuerde", "would", "koennte", "could", "wuerd"))


def judge_self(harm: Harm, clause: Clause, news: bool) -> str | None:
    """Somebody who announces to kill themselves is in danger now."""
    if harm.verb.strength not in {"kill", "arson"} or news or clause.words & _WOULD:
        return None
    told = harm.form & (Form.DONE | Form.PAST) and not harm.form & Form.BARE
    return None if told else "text-told-danger"


def is_self(clause: Clause, me: bool) -> bool:
    """ "Ich bringe mich um": only I and me, nobody else."""
    others = {"er", "he", "sie", "she", "du", "dich", "dir", "euch", "ihn", "ihm", "they", "you", "man"}
    if not me or clause.role or clause.words & others:
        return False
    return bool(clause.words & SPEAKER) and bool(clause.words & {"mich", "mir", "myself"})


def is_told(harm: Harm, union: int, *, future: bool, grammar: Grammar) -> bool:
    form = harm.form
    if form & Form.PAST and not (form & Form.BARE and future):
        return True
    helping = grammar.done_aux_en if harm.verb.english else grammar.done_aux
    return bool(form & Form.DONE and union & helping and not future)


def is_grumble(sentence: Sentence, harm: Harm, clause: Clause, *, grammar: Grammar) -> bool:
    """Nobody announces that: "die Treppe bringt mich um", "erschlagen Sie mich nicht mit Details"."""
    if harm.form & Form.BARE and sentence.folds[harm.at + 1 : harm.at + 2] == ["sie"]:
        return "mich" in clause.words
    return bool(harm.form & (Form.THIRD | Form.BARE)) and not _is_person_acting(clause, grammar)


def _is_person_acting(clause: Clause, grammar: Grammar) -> bool:
    somebody = grammar.people | grammar.family | grammar.role
    return bool(clause.union & somebody or clause.words & (_SUBJECTS | {"sie"}))


def is_figurative(sentence: Sentence, harm: Harm, grammar: Grammar) -> bool:
    """Another auxiliary behind a participle opens a clause of its own ("getreten, bin dann zum Arzt")."""
    end = harm.at + 9
    if harm.form & Form.DONE and not harm.form & Form.BARE:
        for index in range(harm.at + 1, min(end, len(sentence.masks))):
            if sentence.masks[index] & (grammar.done_aux | grammar.first) and index > harm.at + 1:
                end = index
                break
            if sentence.folds[index] in _OWN_CLAUSE:
                end = index
                break
    return any(mask & grammar.figurative for mask in sentence.masks[max(0, harm.at - 8) : end])


def is_thing_acting(harm: Harm, clause: Clause, grammar: Grammar) -> bool:
    """ "Die Hitze bringt mich um": what kills is no person; "das Pack" is a group."""
    if harm.form & Form.ZU:
        return False  # "es wäre mir eine Freude, dich …"
    group = clause.building or (clause.union & grammar.people and not clause.thing)
    if (not group and "das" in clause.words) or not _IT.isdisjoint(clause.words) or clause.thing:
        return clause.words.isdisjoint(_SUBJECTS) and "sie" not in clause.words and not clause.role
    return False
