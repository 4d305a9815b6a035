"""Assess narrative and exact words sentence by sentence; every finding is kept as a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.rules.decision import TextAssessment, TextHit
from models.rules.text.catalogue import RULES, make_reason
from models.rules.text.compiler import load_lexicon
from models.rules.text.finding import Finding
from models.rules.text.grammar import Grammar, load_grammar
from models.rules.text.harm import find_harm
from models.rules.text.judge import judge_harm
from models.rules.text.language import is_recognised, tag_is_assessed
from models.rules.text.lexicon import Lexicon
from models.rules.text.near import find_near
from models.rules.text.phrases import find_phrases
from models.rules.text.sentence import Sentence
from models.rules.text.sentences import split_sentences

_MOST_HITS = 8  # per rule: more would make the reasons unreadable


@dataclass(slots=True)
class Budget:
    """How many verbs of harm are judged in one text.

    Whoever writes more is taken for threatening: a text made to cost time, or to hide a threat among a
    thousand words, must come out high, not unread.
    """

    verbs: int = 150


def assess_text(narrative: str, exact_words: str | None, language: str, *, today: date) -> TextAssessment:
    """What the text alone says. `today` is the local day of submission (near dates are counted from it)."""
    lexicon = load_lexicon()
    grammar = load_grammar()
    budget = Budget()
    assessed = tag_is_assessed(language)
    hits: dict[str, list[TextHit]] = {}
    offences: dict[str, None] = {}
    for name, text in (("narrative", narrative), ("exact_words", exact_words)):
        if not text:
            continue
        sentences = split_sentences(text, name, lexicon)
        if assessed:
            assessed = is_recognised(sentences, text, lexicon)
        for sentence in sentences:
            for finding in read_sentence(sentence, lexicon, grammar=grammar, today=today, budget=budget):
                offences.update(dict.fromkeys(_offences(finding, grammar)))
                if finding.rule in RULES:
                    found = hits.setdefault(finding.rule, [])
                    if len(found) < _MOST_HITS:
                        found.extend(_hits(finding, text))
    if not assessed:
        hits["text-not-assessed"] = []
    reasons = tuple(make_reason(rule, tuple(dict.fromkeys(hits[rule]))) for rule in RULES if rule in hits)
    return TextAssessment(assessed, reasons, tuple(offences))


def read_sentence(
    sentence: Sentence, lexicon: Lexicon, *, grammar: Grammar, today: date, budget: Budget
) -> list[Finding]:
    """All findings of one sentence."""
    if not any(entry.uses or entry.patterns for entry in sentence.entries):
        return []
    findings, harmless = find_phrases(sentence, grammar)
    for harm in find_harm(sentence, lexicon):
        budget.verbs -= 1
        if budget.verbs < 0:
            findings.append(Finding("text-threat-direct", sentence, harm.parts, "threat"))
            break
        if harmless.isdisjoint(harm.parts):
            finding = judge_harm(sentence, harm, grammar)
            if finding is not None:
                findings.append(finding)
    for finding in findings:
        if finding.deed >= 0 and finding.rule in {"text-threat-direct", "text-violence-addressed"}:
            near = find_near(sentence, finding.deed, today, lexicon=lexicon)
            if near and finding.rule == "text-threat-direct":
                findings.append(Finding("text-threat-near", sentence, (*finding.places, *near), "threat"))
    return findings


def _offences(finding: Finding, grammar: Grammar) -> Iterator[str]:
    """What the finding may touch; a threat tied to a condition may be coercion too (§ 240 StGB)."""
    if finding.offence:
        yield finding.offence
    if finding.offence == "threat" and finding.sentence.union & grammar.condition:
        yield "coercion"


def _hits(finding: Finding, text: str) -> list[TextHit]:
    """The words as they stand in the field; neighbours are one hit."""
    sentence = finding.sentence
    spans: list[list[int]] = []
    previous = -2
    for place in sorted(set(finding.places)):
        start, end = sentence.places[place]
        if place == previous + 1 and spans:
            spans[-1][1] = max(end, spans[-1][1])
        else:
            spans.append([start, end])
        previous = place
    return [TextHit(sentence.name, sentence.position, text[start:end]) for start, end in spans]
