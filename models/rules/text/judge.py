"""What a verb of harm says: a threat, a call or approval, a negated threat, a deed told, or nothing."""

from __future__ import annotations

from models.rules.text.announced import is_announced, is_meant_figuratively
from models.rules.text.called import is_applauded, is_call_to_many, is_group, is_longed_for
from models.rules.text.clause import Clause, read_clause
from models.rules.text.finding import Finding
from models.rules.text.grammar import Grammar
from models.rules.text.harm import Harm
from models.rules.text.negation import is_negated
from models.rules.text.sentence import Sentence
from models.rules.text.small_words import SPEAKER
from models.rules.text.target import has_target
from models.rules.text.told import is_figurative, is_grumble, is_self, is_thing_acting, is_told, judge_self
from models.rules.text.verbs import Form
from models.rules.text.voice import is_passive, is_past_passive, judge_own, settle_form

_DESERVES = frozenset(("gehoert", "gehoeren", "gehoerst", "gehoerte", "gehoerten", "gehoere"))
_OPINION = frozenset(("meinung", "ansicht", "sicht", "augen", "opinion"))
_ME = frozenset(("mich", "mir", "uns", "me", "us"))


def judge_harm(sentence: Sentence, harm: Harm, grammar: Grammar) -> Finding | None:
    """The finding for one verb of harm in its clause."""
    clause = read_clause(sentence, harm, grammar)
    harm = settle_form(harm, clause)
    if not has_target(sentence, harm, clause, grammar=grammar):
        return None
    rule = _choose_rule(sentence, harm, clause, grammar=grammar)
    if rule is None:
        return None
    offence = "physical_attack" if rule == "text-told-injury" else harm.verb.offence
    if rule.startswith("text-violence"):
        offence = "incitement"
    places = (*harm.parts, *_target_places(sentence, clause, grammar))
    return Finding(rule, sentence, places, offence, harm.at, len(harm.parts))


def _choose_rule(sentence: Sentence, harm: Harm, clause: Clause, *, grammar: Grammar) -> str | None:
    union, form, kill = clause.union, harm.form, harm.verb.strength == "kill"
    second, first, me = bool(union & grammar.second), bool(union & grammar.first), bool(union & grammar.me)
    news = bool(sentence.union & grammar.report_news)
    if clause.reflexive or is_self(clause, me):
        return judge_self(harm, clause, news)
    negated = is_negated(sentence, harm, clause, grammar=grammar)
    approved = is_applauded(sentence, harm) and not (second or first or clause.words & _ME)
    if approved and not negated:
        return None if news else "text-violence-approved"
    if is_longed_for(sentence, harm, clause, negated=negated) and not (second or me or first or news):
        return "text-violence-approved"
    if is_call_to_many(sentence, harm, grammar):
        return None if negated else "text-violence-approved"
    future = bool(union & grammar.future)
    own = judge_own(sentence, harm, clause, grammar=grammar)
    if "wer" in clause.words and is_passive(harm, clause) and not (second or me):
        return None  # "Wer nicht zahlt, wird erschossen" is a phrase
    if own is not None and not (union & (grammar.norm | grammar.must)):
        return None if news or negated or is_figurative(sentence, harm, grammar) else own
    norm = union & grammar.norm or (union & grammar.must and not first)
    announced = first and clause.words & SPEAKER and form & (Form.BARE | Form.FIRST | Form.ZU)
    if norm and (not announced or (form & Form.DONE and clause.words & _DESERVES)):
        if "solle" in clause.words and first and not form & Form.DONE and not (kill or me):
            return None
        if negated:
            return "text-threat-negated" if second else None
        if sentence.union & grammar.reject and not (second or me):
            return None
        if news and not second:
            return None
        if harm.verb.strength == "threaten" and is_figurative(sentence, harm, grammar):
            return None
        me = me and clause.words.isdisjoint(_OPINION)
        if kill and ((me and not first) or (clause.words & SPEAKER and form & Form.DONE)):
            return "text-threat-direct"
        addressed = second or clause.polite or (clause.role and not is_group(sentence, harm, clause, grammar))
        return "text-violence-addressed" if addressed else "text-violence-approved"
    if form & Form.DONE and union & grammar.hypothetical and not first:
        if me:
            return "text-told-injury"
        return None if news or negated or not kill else "text-violence-approved"
    if is_past_passive(harm, clause) or is_told(harm, union, future=future, grammar=grammar):
        if kill and sentence.union & grammar.praise and not (me or first or negated):
            return "text-violence-approved"
        if news or negated or (first and not me) or is_figurative(sentence, harm, grammar):
            return None
        by_person = not is_thing_acting(harm, clause, grammar)
        hurt = harm.verb.strength == "hurt" and (clause.pronoun or clause.person)
        mine = bool(clause.words & _ME) or (me and bool(union & grammar.family))
        return "text-told-injury" if by_person and (mine or clause.role or second or hurt) else None
    if news and not (second or me or (first and not form & Form.DONE)):
        return None
    if me and not (future or first or second) and is_grumble(sentence, harm, clause, grammar=grammar):
        return None
    if is_thing_acting(harm, clause, grammar):
        return None
    if sentence.union & grammar.reject and not (second or me):
        return None
    if is_announced(sentence, harm, clause, grammar=grammar):
        if is_meant_figuratively(sentence, harm, clause, grammar=grammar):
            return None
        return "text-threat-negated" if negated else "text-threat-direct"
    if not kill and is_figurative(sentence, harm, grammar):
        return None
    if form & (Form.COMMAND | Form.BARE) and not negated and harm.verb.strength != "threaten":
        everyone = union & grammar.everyone and (union & grammar.people or "einfach" in clause.words)
        if form & Form.BARE and harm.verb.strength == "hurt" and not (clause.pronoun or everyone):
            return None
        return "text-violence-addressed" if clause.role and kill else "text-violence-approved"
    return None


def _target_places(sentence: Sentence, clause: Clause, grammar: Grammar) -> list[int]:
    wanted = grammar.second | grammar.object_person | grammar.role
    return [index for index in range(clause.start, clause.end) if sentence.masks[index] & wanted][:3]
