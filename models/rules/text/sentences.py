"""Cut a text into sentences of known words.

Commas, quotation marks and capitals decide nothing: a threat is the same with and without them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.rules.text.lexicon import NOTHING, Lexicon
from models.rules.text.lines import LINE_END, LineEnd, LineReader
from models.rules.text.normalise import clean_text, fold
from models.rules.text.sentence import Sentence
from models.rules.text.stops import ends_sentence
from models.rules.text.words import WordReader

_MONTHS = "jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec"
_PIECES = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d\d(?!\d))?|\d{1,2}[.:]\d\d(?!\d)"
    rf"|\d{{1,2}}\.(?=\s*(?:{_MONTHS})))"
    r"|(?P<spaced>(?<![^\W_])[^\W_](?:[ .\-_*·]{1,2}[^\W_])+(?![^\W_]))"
    r"|(?P<word>[@$€]?[^\W_]+(?:[@$€!|*'’´`+]+[^\W_]+)*)"
    r"|(?P<sign>[\u2190-\u2bff\U0001f000-\U0001faff])"
    r"|(?P<quote>[\"„“”»«])"
    rf"|(?P<stop>[.!?…]+|:(?=\s|[\"„“”»«'‚‘]|$))|(?P<line>{LINE_END})",
    re.IGNORECASE,
)
_SIGNS_APART = 12  # the same sign again so soon says nothing more


@dataclass(slots=True)
class Quotes:
    """A quotation that stands alone ends its sentence: „…“ Danach …; one inside a sentence does not."""

    depth: int = 0
    alone: bool = False

    def read(self, mark: str, *, at_start: bool) -> bool:
        """Whether this mark closes a quotation that stands alone. Of “ the depth tells which one it is."""
        opens = mark in "„»" or self.depth == 0
        if opens:
            if self.depth == 0:
                self.alone = at_start
            self.depth += 1
            return False
        self.depth -= 1
        return self.depth == 0 and self.alone


def split_sentences(text: str, name: str, lexicon: Lexicon) -> list[Sentence]:
    """The sentences of one field in order."""
    clean = clean_text(text)
    sentences = [Sentence(name, 0)]
    current = sentences[0]
    quotes, reader, lines = Quotes(), WordReader(lexicon, clean), LineReader(clean.text, lexicon)
    for piece in _PIECES.finditer(clean.text):
        kind = piece.lastgroup
        if kind == "word":
            word = piece.group()
            folded = fold(word)
            known = lexicon.exact.get(folded)
            if known is not None:  # most words
                current.add(folded, known, clean.span(*piece.span()))
            else:
                reader.read_word(current, word, piece.start())
        elif kind == "stop":
            if not current.folds or not ends_sentence(piece, current, clean.text, lexicon):
                continue
            current = Sentence(name, len(sentences))
            sentences.append(current)
        elif kind == "line":
            line_end = lines.read_end(piece, current)
            if not current.folds:
                continue
            if line_end is LineEnd.WRAP:
                current.breaks.append(len(current.folds))
                continue
            current.goes_on = line_end is LineEnd.LINE
            current = Sentence(name, len(sentences))
            sentences.append(current)
        elif kind == "quote":
            ended = quotes.read(piece.group(), at_start=not current.folds)
            if ended and current.folds:
                current = Sentence(name, len(sentences))
                sentences.append(current)
        elif kind == "spaced":
            reader.read_spaced(current, piece.group(), piece.start())
        elif kind == "date":
            entry = NOTHING if "." in piece.group()[2:] or "-" in piece.group() else lexicon.digits
            current.add(piece.group(), entry, clean.span(piece.start(), piece.end()))
        else:
            sign = lexicon.exact.get(piece.group())
            if sign is not None and piece.group() not in current.folds[-_SIGNS_APART:]:
                current.add(piece.group(), sign, clean.span(piece.start(), piece.end()))
    if not current.folds:
        sentences.pop()
    return sentences
