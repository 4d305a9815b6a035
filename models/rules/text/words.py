"""Read one word: as it stands, or behind leet, censoring stars, spaced letters or missing spaces."""

from __future__ import annotations

import re

from models.rules.text.glued import split_glued
from models.rules.text.lexicon import NOTHING, Lexicon
from models.rules.text.normalise import CleanText, fold, read_leet, squeeze
from models.rules.text.sentence import Sentence

_JOINTS = re.compile(r"[@$€!|*+]+|'(?=[^\W_]{3})")
_LONGEST = 80  # a longer word is no word: only its beginning is looked at
_GLUED_LEAST = 6
_SENTENCE_LEAST = 14  # letters: "ichbringdichum…" looks like a compound by its last part


class WordReader:
    """Adds words to sentences of one field."""

    def __init__(self, lexicon: Lexicon, clean: CleanText) -> None:
        self.lexicon = lexicon
        self.clean = clean

    def read_word(self, sentence: Sentence, word: str, start: int) -> None:
        """Add the word in the first reading the lexicon knows, else as it stands."""
        lexicon, folded = self.lexicon, fold(word)
        place = self.clean.span(start, start + len(word))
        entry = NOTHING
        if folded in lexicon.aliases and folded not in lexicon.exact:
            folded = lexicon.aliases[folded]
            entry = lexicon.find(folded)
        elif folded.isdigit():
            entry = lexicon.digits
        elif folded.isalpha():
            entry = lexicon.find(folded)
        compound = entry is not NOTHING and folded not in lexicon.exact and len(folded) >= _SENTENCE_LEAST
        if compound and self._read_glued(sentence, folded, place):
            return
        if entry is not NOTHING:
            if folded not in lexicon.exact and (plain := squeeze(folded)) in lexicon.exact:
                folded = plain
            sentence.add(folded, entry, place)
        elif not self._read_masked(sentence, word, folded, start=start) and not self._read_glued(
            sentence, folded, place
        ):
            self._add_unknown(sentence, folded, place)

    def read_spaced(self, sentence: Sentence, spaced: str, start: int) -> None:
        """Letters set apart are one word when the lexicon knows it, or words glued together."""
        place = self.clean.span(start, start + len(spaced))
        joined = fold("".join(re.findall(r"[^\W_]", spaced)))
        for read in dict.fromkeys((joined, *read_leet(joined))):
            entry = self.lexicon.find(read)
            if read not in self.lexicon.exact and self._read_glued(sentence, read, place):
                return
            if entry is not NOTHING:
                sentence.add(read, entry, place)
                return
        sentence.add(squeeze(joined), NOTHING, place)

    def _read_masked(self, sentence: Sentence, word: str, folded: str, *, start: int) -> bool:
        """Digits and signs among the letters: leet, stars for letters, or signs between words."""
        if folded.isalpha() or folded.isdigit() or len(folded) > _LONGEST:
            return False
        place = self.clean.span(start, start + len(word))
        readings = [self._find_censored(folded)] if "*" in folded else []
        for read in dict.fromkeys((*readings, *read_leet(folded))):
            known = self.lexicon.aliases.get(read, read)
            entry = self.lexicon.find(known) if known else NOTHING
            if entry is not NOTHING:
                sentence.add(known, entry, place)
                return True
        joint = _JOINTS.search(word)
        if joint is None or joint.start() == 0:
            return False
        for part in re.finditer(r"[^\W_]+", word):
            self.read_word(sentence, part.group(), start + part.start())
        return True

    def _find_censored(self, folded: str) -> str:
        """ "t*ten": the verb of harm with that length, first letter and the letters left; else empty."""
        for word in self.lexicon.shapes.get((folded[0], len(folded)), ()):
            if all(shown in {"*", letter} for shown, letter in zip(folded, word, strict=True)):
                return word
        return ""

    def _read_glued(self, sentence: Sentence, folded: str, place: tuple[int, int]) -> bool:
        parts = split_glued(folded[:_LONGEST], self.lexicon) if len(folded) >= _GLUED_LEAST else None
        for part in parts or ():
            sentence.add(part, self.lexicon.find(part), place)
        return parts is not None

    def _add_unknown(self, sentence: Sentence, folded: str, place: tuple[int, int]) -> None:
        """As it stands; two unknown neighbours that make a verb of harm are that verb ("abschla chten")."""
        if sentence.folds and sentence.entries[-1] is NOTHING:
            joined = sentence.folds[-1] + folded
            entry = self.lexicon.exact.get(joined, NOTHING)
            if entry.uses:
                sentence.replace_last(joined, entry, (sentence.places[-1][0], place[1]))
                return
        sentence.add(folded, NOTHING, place)
