"""Cut a text into sentences of known words, undoing spaced letters, leet and missing spaces on the way.

Commas, quotation marks and capitals decide nothing: a threat is the same with and without them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from models.rules.text.lexicon import NOTHING, Entry, Lexicon
from models.rules.text.normalise import CleanText, clean_text, fold, read_leet, squeeze
from models.rules.text.glued import split_glued

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
_SHORT = frozenset(
    "z b d h u a s o dr hr fr nr str ca bzw usw st mr mrs ms prof inkl ggf evtl vgl tel abs art".split()
)
_JOINTS = re.compile(r"[@$€!|*+]+|'(?=[^\W_]{3})")
_LONGEST = 80  # a longer word is no word: it is looked at in pieces


@dataclass(slots=True)
class Sentence:
    """One sentence: per word its folded spelling, its entry in the lexicon and its place in the field."""

    field: str
    position: int
    union: int = 0
    folds: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    masks: list[int] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)

    def add(self, folded: str, entry: Entry, place: tuple[int, int]) -> None:
        self.folds.append(folded)
        self.entries.append(entry)
        self.masks.append(entry.mask)
        self.union |= entry.mask
        self.places.append(place)

    def replace_last(self, folded: str, entry: Entry, place: tuple[int, int]) -> None:
        for row in (self.folds, self.entries, self.masks, self.places):
            row.pop()
        self.add(folded, entry, place)


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
    quotes = Quotes()
    for piece in _PIECES.finditer(clean.text):
        kind = piece.lastgroup
        if kind == "word":
            _add_word(current, piece.group(), piece.start(), clean, lexicon)
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
            _add_spaced(current, piece.group(), piece.start(), clean, lexicon)
        elif kind == "date":
            entry = NOTHING if "." in piece.group()[2:] or "-" in piece.group() else lexicon.digits
            current.add(piece.group(), entry, clean.span(piece.start(), piece.end()))
        else:
            entry = lexicon.exact.get(piece.group())
            if entry is not None and piece.group() not in current.folds[-1:]:
                current.add(piece.group(), entry, clean.span(piece.start(), piece.end()))
    if not current.folds:
        sentences.pop()
    return sentences


def _ends_here(piece: re.Match[str], current: Sentence, text: str, speech: int) -> bool:
    stop = piece.group()
    if stop[0] == ":":
        return len(current.folds) <= 3 or bool(current.union & speech)
    if stop == ".":
        following = text[piece.end() : piece.end() + 1]
        if following and not following.isspace() and following not in "\"”“«»'’‘)]":
            return False
        return current.folds[-1] not in _SHORT
    return True


def _add_word(current: Sentence, word: str, start: int, clean: CleanText, lexicon: Lexicon) -> None:
    folded = fold(word)
    entry = lexicon.digits if folded.isdigit() else lexicon.find(folded)
    if entry is not NOTHING:
        if folded not in lexicon.exact and (plain := squeeze(folded)) in lexicon.exact:
            folded = plain
        current.add(folded, entry, clean.span(start, start + len(word)))
        return
    alias = lexicon.aliases.get(folded)
    if alias is not None:
        current.add(alias, lexicon.find(alias), clean.span(start, start + len(word)))
        return
    if not folded.isalpha() and not folded.isdigit() and len(folded) <= _LONGEST:
        if "*" in folded and (censored := _find_censored(folded, lexicon)):
            current.add(censored, lexicon.find(censored), clean.span(start, start + len(word)))
            return
        for read in read_leet(folded):
            entry = lexicon.find(read)
            if entry is NOTHING and read in lexicon.aliases:
                entry = lexicon.find(lexicon.aliases[read])
            if entry is not NOTHING:
                current.add(read, entry, clean.span(start, start + len(word)))
                return
        joint = _JOINTS.search(word)
        if joint is not None and 0 < joint.start():
            for part in re.finditer(r"[^\W_]+", word):
                _add_word(current, part.group(), start + part.start(), clean, lexicon)
            return
    if len(folded) > 5 and _add_glued(current, folded, start, len(word), clean, lexicon):
        return
    place = clean.span(start, start + len(word))
    if current.folds and current.entries[-1] is NOTHING:
        joined = current.folds[-1] + folded
        entry = lexicon.exact.get(joined, NOTHING)
        if entry.uses:
            current.replace_last(joined, entry, (current.places[-1][0], place[1]))
            return
        entry = NOTHING
    current.add(folded, entry, place)


def _find_censored(folded: str, lexicon: Lexicon) -> str | None:
    """ "t*ten": the verb of harm with that length, first letter and the letters left."""
    for word in lexicon.shapes.get((folded[0], len(folded)), ()):
        if all(shown in {"*", letter} for shown, letter in zip(folded, word, strict=True)):
            return word
    return None


def _add_glued(
    current: Sentence, folded: str, start: int, length: int, clean: CleanText, lexicon: Lexicon
) -> bool:
    parts = split_glued(folded[:_LONGEST], lexicon)
    if parts is None:
        return False
    place = clean.span(start, start + length)
    for part in parts:
        current.add(part, lexicon.find(part), place)
    return True


def _add_spaced(current: Sentence, spaced: str, start: int, clean: CleanText, lexicon: Lexicon) -> None:
    """Letters set apart are one word when the lexicon knows it (or words glued); else each is left as it is."""
    place = clean.span(start, start + len(spaced))
    joined = fold("".join(re.findall(r"[^\W_]", spaced)))
    for read in (joined, *read_leet(joined)):
        entry = lexicon.find(read)
        if entry is not NOTHING:
            current.add(read, entry, place)
            return
        parts = split_glued(read[:_LONGEST], lexicon)
        if parts is not None:
            for part in parts:
                current.add(part, lexicon.find(part), place)
            return
    current.add(squeeze(joined), NOTHING, place)
