"""Assess narrative and exact words sentence by sentence; every finding is kept as a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.rules.decision import TextAssessment, TextHit
from models.rules.text.catalogue import RULES, make_reason
from models.rules.text.compiler import load_lexicon
from models.rules.text.finding import Finding
from models.rules.text.grammar import Grammar, load_grammar
from models.rules.text.hits import locate_hits
from models.rules.text.language import is_recognised, tag_is_assessed
from models.rules.text.reader import TextReader
from models.rules.text.sentences import split_sentences

_MOST_HITS = 8  # per rule: more would make the reasons unreadable


def assess_text(narrative: str, exact_words: str | None, language: str, *, today: date) -> TextAssessment:
    """What the text alone says. `today` is the local day of submission (near dates are counted from it)."""
    lexicon = load_lexicon()
    grammar = load_grammar()
    reader = TextReader(lexicon, grammar, today)
    assessed = tag_is_assessed(language)
    hits: dict[str, list[TextHit]] = {}
    offences: dict[str, None] = {}
    for name, text in (("narrative", narrative), ("exact_words", exact_words)):
        if not text:
            continue
        sentences = split_sentences(text, name, lexicon)
        if assessed:
            assessed = is_recognised(sentences, text, lexicon)
        for finding in reader.read_field(sentences):
            offences.update(dict.fromkeys(_offences(finding, grammar)))
            if finding.rule in RULES:
                found = hits.setdefault(finding.rule, [])
                if len(found) < _MOST_HITS:
                    found.extend(locate_hits(finding, text, sentences))
    if not assessed:
        hits["text-not-assessed"] = []
    reasons = tuple(make_reason(rule, tuple(dict.fromkeys(hits[rule]))) for rule in RULES if rule in hits)
    return TextAssessment(assessed, reasons, tuple(offences))


def _offences(finding: Finding, grammar: Grammar) -> Iterator[str]:
    """What the finding may touch; a threat tied to a condition may be coercion too (§ 240 StGB)."""
    if finding.offence:
        yield finding.offence
    if finding.offence == "threat" and finding.sentence.union & grammar.condition:
        yield "coercion"
