"""Whether a verb of harm announces a deed: who speaks, in which form, to whom."""

from __future__ import annotations

from models.rules.text.clause import Clause
from models.rules.text.grammar import Grammar
from models.rules.text.harm import Harm
from models.rules.text.sentence import Sentence
from models.rules.text.small_words import SPEAKER
from models.rules.text.verbs import Form
from models.rules.text.voice import is_passive

_ANOTHER = frozenset(("er", "sie", "he", "she", "they"))


def is_announced(sentence: Sentence, harm: Harm, clause: Clause, *, grammar: Grammar) -> bool:
    union, form = clause.union, harm.form
    second, me = bool(union & grammar.second), bool(union & grammar.me)
    if second:
        return True
    if clause.polite and is_passive(harm, clause):
        return True
    if form & Form.ZU:
        return bool(sentence.union & (grammar.intent | grammar.first)) or me
    if _is_indirect(sentence, harm, clause, grammar):
        return True
    if union & grammar.first and form & (Form.FIRST | Form.BARE | Form.ING | Form.DONE):
        return True
    if union & grammar.future and form & (Form.BARE | Form.ING | Form.DONE):
        return (
            harm.verb.strength in {"kill", "arson"}
            or bool(harm.verb.needs & grammar.body)
            or me
            or clause.role
            or clause.pronoun
            or (is_passive(harm, clause) and bool(sentence.union & grammar.speech))
            or (harm.verb.english and clause.person and bool(sentence.union & grammar.speech))
        )
    if harm.verb.target == "anyone" and form & Form.THIRD:
        return bool(sentence.union & grammar.speech_past)
    return bool(form & (Form.THIRD | Form.SECOND | Form.FIRST) and (me or clause.role))


def _is_indirect(sentence: Sentence, harm: Harm, clause: Clause, grammar: Grammar) -> bool:
    """ "Er sagte, er bringe sie um": the subjunctive of indirect speech, or "sagt, dass er …"."""
    if clause.words.isdisjoint(_ANOTHER) or not (clause.pronoun or clause.role or clause.building):
        return False
    if not any(mask & grammar.speech for mask in sentence.masks[max(0, harm.at - 12) : harm.at]):
        return False
    if harm.form & Form.FIRST and not clause.words & SPEAKER:
        return sentence.folds[harm.at - 1] in _ANOTHER or harm.verb.strength in {"kill", "arson"}
    opened = clause.start > 0 and sentence.folds[clause.start - 1] in {"dass", "that"}
    return opened and bool(harm.form & Form.THIRD) and harm.verb.strength in {"kill", "arson"}


def is_meant_figuratively(sentence: Sentence, harm: Harm, clause: Clause, *, grammar: Grammar) -> bool:
    """Not by what stands before "ich schlage": "seine Worte waren ich schlage dich"."""
    if harm.verb.strength in {"kill", "arson"}:
        return False
    spoken = harm.at and harm.form & (Form.FIRST | Form.BARE) and sentence.masks[harm.at - 1] & grammar.first
    start = harm.at if spoken else clause.start
    return any(mask & grammar.figurative for mask in sentence.masks[start : clause.end])
