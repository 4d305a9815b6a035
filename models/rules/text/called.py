"""Calls for violence and applause: a deed others shall do or have done."""

from __future__ import annotations

from models.rules.text.clause import Clause
from models.rules.text.grammar import Grammar
from models.rules.text.harm import Harm
from models.rules.text.sentence import Sentence
from models.rules.text.small_words import EVERY, MANY, NAMES
from models.rules.text.verbs import Form

# "… hat meinen Segen": the deed is another's (§ 140 StGB).
_APPROVES = frozenset(("segen", "orden", "held", "helden", "ehrenmann", "hero", "medal"))
_LONGED_REACH = 12
_OPENING = 4
_ANYBODY = frozenset(("einer", "jemand", "man", "wer", "irgendwer"))
_REGRETS = frozenset(("schade", "leider", "bedauerlich", "pech", "jammerschade"))
_IF_ONLY = frozenset(("haette", "haetten", "waere", "waeren"))
_OTHERS = frozenset(("them", "her", "him", "all", "every", "the", "these", "those", "everyone"))
_PLURAL_TARGETS = frozenset(("die", "alle", "diese", "solche", "saemtliche"))


def is_applauded(sentence: Sentence, harm: Harm) -> bool:
    nearby = sentence.folds[max(0, harm.at - 12) : harm.at + 13]
    return not _APPROVES.isdisjoint(nearby) or ("dagegen" in nearby and "nichts" in nearby)


def is_longed_for(sentence: Sentence, harm: Harm, clause: Clause, *, negated: bool) -> bool:
    """ "Wird Zeit, dass den einer …", "Warum … den keiner?", "Schade, dass der nicht …"."""
    before = frozenset(sentence.folds[max(0, harm.at - _LONGED_REACH) : harm.at + 1])
    anybody = not clause.words.isdisjoint(_ANYBODY)
    if before & {"zeit", "dagegen"} and before & {"wird", "hoechste", "nichts"} and anybody:
        return True
    if before & {"warum", "wieso"} and clause.words & {"keiner", "niemand"}:
        return True
    if before & {"wann"} and before & {"endlich"}:
        return True
    if not harm.form & Form.DONE or not (clause.shown or clause.words & {"er"}):
        return False
    opening = sentence.folds[: min(_OPENING, harm.at + 1)]
    if negated:
        return not _REGRETS.isdisjoint(opening[:2])
    if opening[:2] in (
        ["gut", "dass"],
        ["richtig", "dass"],
        ["geil", "dass"],
        ["super", "dass"],
        ["schoen", "dass"],
    ):
        return True
    if opening[0] == "geschieht" and "recht" in opening[:4]:
        return True
    return opening[0] in _IF_ONLY and not before.isdisjoint({"doch", "nur", "bloss"})


def is_call_to_many(sentence: Sentence, harm: Harm, grammar: Grammar) -> bool:
    """ "Schlagt die Stadträte tot", "Beat them up": a command that opens the sentence, against a group."""
    if harm.at != 0 or not harm.form & Form.COMMAND or harm.verb.strength == "threaten":
        return False
    following = sentence.folds[1:3]
    if harm.verb.english:
        return not _OTHERS.isdisjoint(following) and not any(
            mask & grammar.first for mask in sentence.masks[1:4]
        )
    return bool(harm.form & Form.THIRD) and not _PLURAL_TARGETS.isdisjoint(following)


def is_group(sentence: Sentence, harm: Harm, clause: Clause, grammar: Grammar) -> bool:
    """Many are meant: by the word before, by a plural "should be", or another group stands nearer."""
    if not clause.words.isdisjoint(EVERY):
        return True
    if clause.words & MANY and clause.words.isdisjoint(NAMES):
        return True
    nearest = {grammar.role: 99, grammar.people: 99}
    for index in range(clause.start, clause.end):
        for bit, known in nearest.items():
            if sentence.masks[index] & bit:
                nearest[bit] = min(known, abs(index - harm.at))
    return nearest[grammar.people] < nearest[grammar.role]
