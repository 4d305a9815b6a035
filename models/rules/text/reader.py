"""Read the sentences of one field, each as it stands and, where lines were cut, otherwise too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from models.rules.text.catalogue import RULES
from models.rules.text.finding import Finding
from models.rules.text.grammar import Grammar
from models.rules.text.harm import find_harm
from models.rules.text.indirect import find_direct
from models.rules.text.innocent import find_excused
from models.rules.text.judge import judge_harm
from models.rules.text.lexicon import Lexicon
from models.rules.text.near import find_near
from models.rules.text.phrases import find_phrases
from models.rules.text.readings import find_readings
from models.rules.text.sentence import Sentence
from models.vocabulary import Severity

_VERBS = 150
_HELPING = frozenset(("hat", "habe", "haben", "hatte", "hatten", "wurde", "wurden"))
_RAISED = frozenset(rule for rule, (severity, _, _) in RULES.items() if severity.rank >= Severity.HIGH.rank)
_SPOKEN = frozenset(("text-threat-direct", "text-violence-addressed"))
_SPOKEN_OF = frozenset(("text-threat-negated",))


@dataclass(slots=True)
class TextReader:
    """`verbs`: how many verbs of harm are judged in one text.

    Whoever writes more is taken for threatening: a text made to cost time, or to hide a threat among a
    thousand words, must come out high, not unread.
    """

    lexicon: Lexicon
    grammar: Grammar
    today: date
    verbs: int = _VERBS
    settled: set[tuple[int, int]] = field(default_factory=set)

    def read_field(self, sentences: Sequence[Sentence]) -> Iterator[Finding]:
        """All findings. What a whole sentence denies or means harmlessly, its lines do not say either."""
        self.settled.clear()
        grammar = self.grammar
        somebody = grammar.people | grammar.role | grammar.family | grammar.second
        for before, sentence in pairwise(sentences):
            sentence.named_thing = bool(before.union & grammar.thing_he) and not before.union & somebody
        for sentence in sentences:
            yield from self._read_sentence(sentence, whole=True)
        for reading in find_readings(sentences, self.grammar):
            if self.verbs < 0:
                return
            for finding in self._read_sentence(reading.sentence, whole=False):
                places = reading.sentence.places
                if reading.counts(finding) and self.settled.isdisjoint(places[at] for at in finding.places):
                    yield finding

    def _read_sentence(self, sentence: Sentence, *, whole: bool) -> list[Finding]:
        if not any(entry.uses or entry.patterns for entry in sentence.entries):
            return []
        findings, harmless = self._find(sentence)
        if whole and _RAISED.isdisjoint(finding.rule for finding in findings):
            findings.extend(self._find_indirect(sentence))
        findings.extend(self._find_near(findings))
        if whole:
            self._settle(sentence, findings, harmless)
        return findings

    def _find_indirect(self, sentence: Sentence) -> list[Finding]:
        """What is threatened in indirect speech; nothing else is read into the changed words."""
        direct = find_direct(sentence, self.lexicon, self.grammar)
        if direct is None or self.verbs < 0:
            return []
        found, _ = self._find(direct.sentence)
        return [direct.tell(finding, sentence) for finding in found if finding.rule in _SPOKEN]

    def _find(self, sentence: Sentence) -> tuple[list[Finding], set[int]]:
        findings, harmless = find_phrases(sentence, self.grammar)
        for harm in find_harm(sentence, self.lexicon):
            self.verbs -= 1
            if self.verbs < 0:
                findings.append(Finding("text-threat-direct", sentence, harm.parts, "threat"))
                break
            if harmless.isdisjoint(harm.parts):
                finding = judge_harm(sentence, harm, self.grammar)
                if finding is not None:
                    findings.append(finding)
        excused = find_excused(sentence, self.grammar)
        return [finding for finding in findings if finding.rule not in excused], harmless

    def _find_near(self, findings: Sequence[Finding]) -> list[Finding]:
        """The announced deeds that have a near time or a place."""
        found = []
        for finding in findings:
            if finding.deed >= 0 and finding.rule == "text-threat-direct" and self._is_open(finding.sentence):
                near = find_near(finding.sentence, finding.deed, self.today, lexicon=self.lexicon)
                if near:
                    places = (*finding.places, *near)
                    found.append(replace(finding, rule="text-threat-near", places=places))
        return found

    def _is_open(self, sentence: Sentence) -> bool:
        """Not "hat mir im Aufzug ein Messer an den Bauch gehalten": done, and nothing is announced."""
        grammar = self.grammar
        told = not _HELPING.isdisjoint(sentence.folds)
        spoken = grammar.first | grammar.second | grammar.future | grammar.speech | grammar.intent
        return not told or bool(sentence.union & (spoken | grammar.condition))

    def _settle(self, sentence: Sentence, findings: Sequence[Finding], harmless: set[int]) -> None:
        if not sentence.breaks:
            return
        self.settled.update(sentence.places[at] for at in harmless)
        for finding in findings:
            if finding.rule in _SPOKEN_OF:
                self.settled.update(sentence.places[at] for at in finding.places)
