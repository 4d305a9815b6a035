"""Whether a verb of harm is aimed at a human being, or at a building people are in."""

from __future__ import annotations

from models.rules.text.clause import Clause
from models.rules.text.grammar import Grammar
from models.rules.text.harm import Harm
from models.rules.text.sentence import Sentence
from models.rules.text.verbs import Form
from models.rules.text.voice import has_victim

_DATIVE = frozenset(("dir", "mir", "ihm", "ihr", "ihnen"))
_PASSIVE_SUBJECTS = frozenset(
    ("die", "alle", "er", "sie", "der", "they", "he", "she", "all", "everyone", "ich", "i", "these", "those")
)


def has_target(sentence: Sentence, harm: Harm, clause: Clause, *, grammar: Grammar) -> bool:
    """Whether a human being (or, for fire, a building or car) is what the verb is aimed at."""
    verb = harm.verb
    named = clause.person or clause.role
    if has_victim(sentence, harm, clause) and not verb.needs & grammar.body:
        return True
    if verb.target == "thing":
        everyone = bool(clause.union & grammar.everyone)
        return (
            clause.building or clause.pronoun or clause.reflexive or everyone or (named and not clause.thing)
        )
    if verb.needs & grammar.body:
        return _is_body_of_another(clause, grammar, named=named)
    if verb.needs:
        return (
            clause.pronoun
            or named
            or (bool(clause.union & grammar.everyone) and not clause.thing)
            or bool(clause.union & grammar.second)
        )
    if clause.pronoun or (named and clause.union & grammar.body):
        return True
    if harm.form & Form.DONE and clause.words & _PASSIVE_SUBJECTS and not clause.thing:
        return True
    if harm.form & Form.BARE and clause.union & grammar.everyone and "einfach" in clause.words:
        return not clause.thing and not clause.union & grammar.first
    if clause.thing:
        return clause.role and verb.strength == "kill" and bool(clause.union & grammar.first)
    if verb.target in {"open", "anyone"}:
        return True
    if verb.dative or clause.role or clause.union & (grammar.people | grammar.family):
        return named
    return clause.person and clause.words.isdisjoint(_DATIVE)


def _is_body_of_another(clause: Clause, grammar: Grammar, *, named: bool) -> bool:
    """ "Ich breche dir das Genick", also with an unknown noun as victim; not "ich breche mir das Bein"."""
    own = clause.reflexive or (
        clause.words & {"ich"}
        and clause.words & {"mir"}
        and not (clause.words & {"er"} or clause.union & grammar.second)
    )
    if own:
        return False
    return clause.pronoun or named or bool(clause.union & (grammar.first | grammar.norm | grammar.future))
