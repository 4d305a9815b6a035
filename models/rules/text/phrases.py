"""Find the patterns of the data files in a sentence."""

from __future__ import annotations

from models.rules.text.clause import YOU_PLURAL
from models.rules.text.finding import Finding
from models.rules.text.grammar import Grammar
from models.rules.text.negation import GOES_ON, is_unsaid, is_untold
from models.rules.text.patterns import Pattern
from models.rules.text.sentence import Sentence
from models.rules.text.small_words import EVERY, MANY, NAMES

_UNLESS_REACH = 3
_ANYWHERE = 30  # words
_ADDRESS_REACH = 4
_SHOULD = frozenset(("sollte", "muesste", "should"))
_ANYBODY = frozenset(("man", "jemand", "einer", "someone", "somebody"))
_ARTICLES = frozenset(("den", "die", "das", "the", "your"))
_NOBODY = frozenset(("niemand", "keiner", "nobody"))
_DENIABLE = frozenset(("text-threat-direct", "text-violence-approved", "text-condition-vague"))


def find_phrases(sentence: Sentence, grammar: Grammar) -> tuple[list[Finding], set[int]]:
    """Findings of patterns, and the words of harmless idioms (nothing else may be read into them)."""
    matches: list[tuple[Pattern, list[int]]] = []
    harmless: set[int] = set()
    seen: set[int] = set()
    for index, entry in enumerate(sentence.entries):
        for pattern in entry.patterns:
            if id(pattern) in seen:
                continue
            found = pattern.find(sentence.masks, index, sentence.union)
            if found is None or _is_excused(sentence, found, pattern):
                continue
            seen.add(id(pattern))
            if pattern.group["rule"] == "harmless":
                harmless.update(found)
            else:
                matches.append((pattern, found))
    findings = []
    for pattern, found in matches:
        if harmless and not harmless.isdisjoint(found):
            continue
        rule = _choose_rule(sentence, pattern, found, grammar=grammar)
        if rule is not None:
            deed = found[-1] if pattern.group.get("near") else -1
            findings.append(Finding(rule, sentence, tuple(found), pattern.group.get("offence", ""), deed))
    return findings, harmless


def _choose_rule(sentence: Sentence, pattern: Pattern, found: list[int], *, grammar: Grammar) -> str | None:
    """The pattern's rule, changed by negation, address and what is only told of the news."""
    rule: str = pattern.group["rule"]
    conditional = rule == "text-condition-vague" and bool(sentence.union & grammar.condition)
    if rule in _DENIABLE and not conditional and _is_denied(sentence, found, grammar):
        return None if rule == "text-condition-vague" else "text-threat-negated"
    told = rule.startswith("text-told") or bool(pattern.group.get("told"))
    if told and (is_unsaid(sentence.folds, found[-1]) or is_untold(sentence, found, grammar)):
        return None
    said = grammar.speech | grammar.intent | grammar.role
    spoken = sentence.union & (grammar.first | grammar.second | said)
    if (
        (told or (rule == "text-threat-direct" and not spoken))
        and sentence.union & grammar.report_news
        and not sentence.union & grammar.me
    ):
        return None
    if rule == "text-threat-direct" and _is_wished_of_others(sentence, grammar):
        return "text-violence-approved"
    if rule == "text-violence-approved":
        start, end = max(0, found[0] - _ADDRESS_REACH), found[-1] + 1 + _ADDRESS_REACH
        for index in range(start, min(end, len(sentence.masks))):
            mask = sentence.masks[index]
            if mask & grammar.breaker and index > found[-1]:
                break
            group = EVERY.intersection(sentence.folds[max(0, index - 2) : index]) or (
                MANY.intersection(sentence.folds[start:end]) and NAMES.isdisjoint(sentence.folds[start:end])
            )
            if mask & grammar.second or _is_you(sentence, index) or (mask & grammar.role and not group):
                return "text-violence-addressed"
    return rule


def _is_wished_of_others(sentence: Sentence, grammar: Grammar) -> bool:
    """ "Den sollte man im Park abpassen": a call, no announcement; nobody is addressed."""
    if sentence.union & (grammar.first | grammar.second | grammar.me | grammar.role | grammar.speech):
        return False
    return not _SHOULD.isdisjoint(sentence.folds) and not _ANYBODY.isdisjoint(sentence.folds)


def _is_you(sentence: Sentence, index: int) -> bool:
    """ "Ihr gehört …": the plural address."""
    nearby = sentence.folds[max(0, index - 1) : index + 2]
    return sentence.folds[index] == "ihr" and not YOU_PLURAL.isdisjoint(nearby)


def _is_denied(sentence: Sentence, found: list[int], grammar: Grammar) -> bool:
    """A negation inside the match that is no part of it ("du wirst nicht sterben"), or right before it."""
    masks = sentence.masks
    if any(masks[index] & grammar.negation for index in found):
        return False
    if is_unsaid(sentence.folds, found[0]):
        return True
    if any(masks[index] & grammar.negation for index in range(found[0], found[-1])):
        return not any(fold in GOES_ON for fold in sentence.folds[found[0] : found[-1]])
    before = found[0] > 0 and bool(masks[found[0] - 1] & grammar.negation)
    if found[0] > 1 and sentence.folds[found[0] - 1] in _ARTICLES:
        before = before or bool(masks[found[0] - 2] & grammar.negation)
    before = before or not _NOBODY.isdisjoint(sentence.folds[max(0, found[0] - 5) : found[0]])
    return before and not sentence.union & grammar.condition


def _is_excused(sentence: Sentence, found: list[int], pattern: Pattern) -> bool:
    """A word of the group's `unless` stands within its `reach`, or one of `beside` next to the match."""
    if not sentence.union & (pattern.unless | pattern.beside):
        return False
    reach: int = pattern.group.get("reach", _ANYWHERE if pattern.within else _UNLESS_REACH)
    for mask, distance in ((pattern.unless, reach), (pattern.beside, 1)):
        nearby = sentence.masks[max(0, found[0] - distance) : found[-1] + 1 + distance]
        if any(word & mask for word in nearby):
            return True
    return False
