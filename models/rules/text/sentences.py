"""Cut a text into sentences of known words.

Commas, quotation marks and capitals decide nothing: a threat is the same with and without them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.rules.text.lexicon import NOTHING, Lexicon
from models.rules.text.normalise import clean_text, fold
from models.rules.text.sentence import Sentence
from models.rules.text.words import WordReader

_MONTHS = "jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec"
_PIECES = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d\d(?!\d))?|\d{1,2}[.:]\d\d(?!\d)"
    rf"|\d{{1,2}}\.(?=\s*(?:{_MONTHS})))"
    r"|(?P<spaced>(?<![^\W_])[^\W_](?:[ .\-_*·]{1,2}[^\W_])+(?![^\W_]))"
    r"|(?P<word>[@$€]?[^\W_]+(?:[@$€!|*'’´`+]+[^\W_]+)*)"
    r"|(?P<sign>[\u2190-\u2bff\U0001f000-\U0001faff])"
    r"|(?P<quote>[\"„“”»«])"
    r"|(?P<stop>[.!?…]+|:(?=\s|[\"„“”»«'‚‘]|$)|\n\s*\n)",
    re.IGNORECASE,
)
_SHORT = frozenset([
    "z", "b", "d", "h", "u", "a", "s", "o", "dr", "hr", "fr", "nr", "str", "ca", "bzw", "usw", "st",
    "mr", "mrs", "ms", "prof", "inkl", "ggf", "evtl", "vgl", "tel", "abs", "art",
])  # fmt: skip
_SIGNS_APART = 12  # the same sign again so soon says nothing more
_WORD_LEAST = 3  # "a! b! c!" are no sentences


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
    """The sentences of one field in order. A colon ends one only after a verb of saying or a heading."""
    clean = clean_text(text)
    speech = lexicon.bit("speech")
    sentences = [Sentence(name, 0)]
    current = sentences[0]
    quotes, reader = Quotes(), WordReader(lexicon, clean)
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
            if not current.folds or not _ends_here(piece, current, clean.text, speech):
                continue
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


def _ends_here(piece: re.Match[str], current: Sentence, text: str, speech: int) -> bool:
    stop = piece.group()
    if len(current.folds) <= _WORD_LEAST and max(map(len, current.folds)) < _WORD_LEAST:
        return False
    if stop[0] == ":":
        return len(current.folds) <= 3 or bool(current.union & speech)
    if stop == ".":
        following = text[piece.end() : piece.end() + 1]
        if following and not following.isspace() and following not in "\"”“«»'’‘)]":
            return False
        return current.folds[-1] not in _SHORT
    return True
