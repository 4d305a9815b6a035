"""What a verb of harm says: a threat, a call or approval, a negated threat, a deed told, or nothing."""

from __future__ import annotations

from models.rules.text.clause import Clause, has_target, read_clause
from models.rules.text.finding import Finding
from models.rules.text.grammar import Grammar
from models.rules.text.harm import Harm
from models.rules.text.negation import is_negated
from models.rules.text.sentence import Sentence
from models.rules.text.verbs import Form

_I = frozenset(("ich", "i", "i'll", "i'm", "ick", "i'd"))
_SUBJECTS = frozenset([
    "ich", "wir", "er", "man", "i", "we", "he", "they", "she", "du", "jemand", "einer", "wer",
    "they'll", "he'll", "we'll", "i'll", "i'm", "we're", "you",
])  # fmt: skip
# "Solche Richter": a group, nobody is addressed.
EVERY = frozenset(
    ("ganzen", "solche", "solchen", "alle", "allen", "saemtliche", "all", "such", "every", "jeden")
)
# "Die Stadträte gehören …": many are meant, nobody is addressed, unless named.
MANY = frozenset(("gehoeren", "sollten", "muessten", "sollen", "muessen", "verdienen"))
NAMES = frozenset(("frau", "herr", "herrn", "dr", "mr", "mrs", "ms"))
_DESERVES = frozenset(("gehoert", "gehoeren", "gehoerst", "gehoerte", "gehoerten", "gehoere"))
_IT = frozenset(("es", "it", "this", "that"))
_OWN_CLAUSE = frozenset(("bin", "musste", "mussten", "und", "dann", "danach", "so"))
_OPINION = frozenset(("meinung", "ansicht", "sicht", "augen", "opinion"))
# "… hat meinen Segen": the deed is another's (§ 140 StGB).
_APPROVES = frozenset(("segen", "orden", "held", "helden", "ehrenmann", "hero", "medal"))
_OTHERS = frozenset(("them", "her", "him", "all", "every", "the", "these", "those", "everyone"))
_PLURAL_TARGETS = frozenset(("die", "alle", "diese", "solche", "saemtliche"))
_SPEAKERS = frozenset(("er", "sie", "he", "she", "they"))
_ME = frozenset(("mich", "mir", "uns", "me", "us"))
_WOULD = frozenset(("wuerde", "would", "koennte", "could", "wuerd"))


def judge_harm(sentence: Sentence, harm: Harm, grammar: Grammar) -> Finding | None:
    """The finding for one verb of harm in its clause."""
    clause = read_clause(sentence, harm, grammar)
    if not has_target(harm, clause, grammar):
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
    if clause.reflexive or _is_self(clause, me):
        return _judge_self(harm, clause, news)
    negated = is_negated(sentence, harm, clause, grammar=grammar)
    approved = _is_applauded(sentence, harm) and not (second or first or clause.words & _ME)
    if approved and not negated:
        return None if news else "text-violence-approved"
    if _is_call_to_many(sentence, harm, grammar):
        return None if negated else "text-violence-approved"
    future = bool(union & grammar.future)
    norm = union & grammar.norm or (union & grammar.must and not first)
    announced = first and clause.words & _I and form & (Form.BARE | Form.FIRST | Form.ZU)
    if norm and (not announced or (form & Form.DONE and clause.words & _DESERVES)):
        if "solle" in clause.words and first and not form & Form.DONE and not (kill or me):
            return None
        if negated:
            return "text-threat-negated" if second else None
        if sentence.union & grammar.reject and not (second or me):
            return None
        if news and not second:
            return None
        me = me and clause.words.isdisjoint(_OPINION)
        if kill and ((me and not first) or (clause.words & _I and form & Form.DONE)):
            return "text-threat-direct"
        addressed = (
            second or clause.polite or (clause.role and not _is_group(sentence, harm, clause, grammar))
        )
        return "text-violence-addressed" if addressed else "text-violence-approved"
    if form & Form.DONE and union & grammar.hypothetical and not first:
        if me:
            return "text-told-injury"
        return None if news or negated or not kill else "text-violence-approved"
    if _is_told(harm, union, future=future, grammar=grammar):
        if kill and sentence.union & grammar.praise and not (me or first or negated):
            return "text-violence-approved"
        if news or negated or (first and not me) or _is_figurative(sentence, harm, grammar):
            return None
        by_person = not _is_thing_acting(clause, grammar)
        hurt = harm.verb.strength == "hurt" and (clause.pronoun or clause.person)
        mine = bool(clause.words & _ME) or (me and bool(union & grammar.family))
        return "text-told-injury" if by_person and (mine or clause.role or second or hurt) else None
    if news and not (second or me or (first and not form & Form.DONE)):
        return None
    if me and not (future or first or second) and _is_grumble(sentence, harm, clause, grammar=grammar):
        return None
    if _is_thing_acting(clause, grammar):
        return None
    if sentence.union & grammar.reject and not (second or me):
        return None
    if _is_announced(sentence, harm, clause, grammar=grammar):
        if union & grammar.figurative and harm.verb.strength not in {"kill", "arson"}:
            return None
        return "text-threat-negated" if negated else "text-threat-direct"
    if not kill and _is_figurative(sentence, harm, grammar):
        return None
    if form & (Form.COMMAND | Form.BARE) and not negated and harm.verb.strength != "threaten":
        if form & Form.BARE and harm.verb.strength == "hurt" and not clause.pronoun:
            return None
        return "text-violence-addressed" if clause.role and kill else "text-violence-approved"
    return None


def _is_announced(sentence: Sentence, harm: Harm, clause: Clause, *, grammar: Grammar) -> bool:
    union, form = clause.union, harm.form
    second, me = bool(union & grammar.second), bool(union & grammar.me)
    if second:
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
        )
    if harm.verb.target == "anyone" and form & Form.THIRD:
        return bool(sentence.union & grammar.speech_past)
    return bool(form & (Form.THIRD | Form.SECOND | Form.FIRST) and (me or clause.role))


def _is_indirect(sentence: Sentence, harm: Harm, clause: Clause, grammar: Grammar) -> bool:
    """ "Er sagte, er bringe sie um": the subjunctive of indirect speech, or "sagt, dass er …"."""
    if clause.words.isdisjoint(_SPEAKERS) or not (clause.pronoun or clause.role or clause.building):
        return False
    if not any(mask & grammar.speech for mask in sentence.masks[max(0, harm.at - 12) : harm.at]):
        return False
    if harm.form & Form.FIRST and not clause.words & _I:
        return sentence.folds[harm.at - 1] in _SPEAKERS or harm.verb.strength in {"kill", "arson"}
    opened = clause.start > 0 and sentence.folds[clause.start - 1] in {"dass", "that"}
    return opened and bool(harm.form & Form.THIRD) and harm.verb.strength in {"kill", "arson"}


def _is_applauded(sentence: Sentence, harm: Harm) -> bool:
    nearby = sentence.folds[max(0, harm.at - 12) : harm.at + 13]
    return not _APPROVES.isdisjoint(nearby) or ("dagegen" in nearby and "nichts" in nearby)


def _is_call_to_many(sentence: Sentence, harm: Harm, grammar: Grammar) -> bool:
    """ "Schlagt die Stadträte tot", "Beat them up": a command that opens the sentence, against a group."""
    if harm.at != 0 or not harm.form & Form.COMMAND or harm.verb.strength == "threaten":
        return False
    following = sentence.folds[1:3]
    if harm.verb.english:
        return not _OTHERS.isdisjoint(following) and not any(
            mask & grammar.first for mask in sentence.masks[1:4]
        )
    return bool(harm.form & Form.THIRD) and not _PLURAL_TARGETS.isdisjoint(following)


def _is_group(sentence: Sentence, harm: Harm, clause: Clause, grammar: Grammar) -> bool:
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


def _judge_self(harm: Harm, clause: Clause, news: bool) -> str | None:
    """Somebody who announces to kill themselves is in danger now."""
    if harm.verb.strength not in {"kill", "arson"} or news or clause.words & _WOULD:
        return None
    told = harm.form & (Form.DONE | Form.PAST) and not harm.form & Form.BARE
    return None if told else "text-told-danger"


def _is_self(clause: Clause, me: bool) -> bool:
    """ "Ich bringe mich um": only I and me, nobody else."""
    others = {"er", "he", "sie", "she", "du", "dich", "they", "you", "man"}
    if not me or clause.role or clause.words & others:
        return False
    return bool(clause.words & _I) and bool(clause.words & {"mich", "mir", "myself"})


def _is_told(harm: Harm, union: int, *, future: bool, grammar: Grammar) -> bool:
    form = harm.form
    if form & Form.PAST and not (form & Form.BARE and future):
        return True
    helping = grammar.done_aux_en if harm.verb.english else grammar.done_aux
    return bool(form & Form.DONE and union & helping and not future)


def _is_grumble(sentence: Sentence, harm: Harm, clause: Clause, *, grammar: Grammar) -> bool:
    """Nobody announces that: "die Treppe bringt mich um", "erschlagen Sie mich nicht mit Details"."""
    if harm.form & Form.BARE and sentence.folds[harm.at + 1 : harm.at + 2] == ["sie"]:
        return "mich" in clause.words
    return bool(harm.form & (Form.THIRD | Form.BARE)) and not _is_person_acting(clause, grammar)


def _is_person_acting(clause: Clause, grammar: Grammar) -> bool:
    somebody = grammar.people | grammar.family | grammar.role
    return bool(clause.union & somebody or clause.words & (_SUBJECTS | {"sie"}))


def _is_figurative(sentence: Sentence, harm: Harm, grammar: Grammar) -> bool:
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


def _is_thing_acting(clause: Clause, grammar: Grammar) -> bool:
    """ "Die Hitze bringt mich um": what kills is no person; "das Pack" is a group."""
    group = clause.building or (clause.union & grammar.people and not clause.thing)
    if (not group and "das" in clause.words) or not _IT.isdisjoint(clause.words) or clause.thing:
        return clause.words.isdisjoint(_SUBJECTS) and "sie" not in clause.words and not clause.role
    return False


def _target_places(sentence: Sentence, clause: Clause, grammar: Grammar) -> list[int]:
    wanted = grammar.second | grammar.object_person | grammar.role
    return [index for index in range(clause.start, clause.end) if sentence.masks[index] & wanted][:3]
