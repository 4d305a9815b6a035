"""What a line end means: the end of a sentence, a line too short to run on, or a wrapped line.

Capitals and commas decide nothing here either: the level must not hang on them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from models.rules.text.lexicon import NOTHING, Lexicon
from models.rules.text.normalise import fold
from models.rules.text.sentence import Sentence

LINE_END = r"[\r\n][\s>|]*"  # with the marks of a quoted mail (RFC 3676, section 4.5) and empty lines
_WRAPPED_FROM = 24  # characters: programs and people who wrap lines do so later than this
_MARGIN = re.compile(r"[\s>|]*")
_LINE = re.compile(r"[^\r\n]*")
_WORD = re.compile(r"[^\s]*")
_SHORT_LINE = 6  # words of a greeting
_GREETING_MOST = 50  # characters
_MARK = re.compile(
    r"(?:[-*+•·‣▪→]|\(?\d{1,2}[.)]|[a-h]\))[ \t]"  # list items
    r"|-{3,}|_{3,}|={3,}"
    r"|(?:betreff|subject|betr|von|from|an|to|cc|bcc|kopie|gesendet|sent|datum|date|re|aw|wg|fwd|fw)[ \t]?:",
    re.IGNORECASE,
)


class LineEnd(Enum):
    """`STOP`: a new sentence. `LINE`: a new sentence, which may still go on. `WRAP`: the same sentence."""

    STOP = 1
    LINE = 2
    WRAP = 3


@dataclass(slots=True)
class LineReader:
    """Follows the lines of one field."""

    text: str
    lexicon: Lexicon
    start: int = 0
    before: int = 0
    marked: bool = False
    quoted: bool = False

    def __post_init__(self) -> None:
        begin = _MARGIN.match(self.text)
        self.start = begin.end() if begin else 0
        self.quoted = ">" in self.text[: self.start]
        self.marked = _MARK.match(self.text, self.start) is not None

    def read_end(self, found: re.Match[str], current: Sentence) -> LineEnd:
        """What the line end means for the sentence it stands in."""
        length, start = found.start() - self.start, self.start
        mark = _MARK.match(self.text, found.end())
        is_list = mark is not None and not mark.group().endswith(":")
        was_header = self.marked and self.text[start : start + 12].find(":") >= 0
        ends = found.group()
        quoted = ">" in ends
        stops = (
            mark is not None
            or was_header
            or ends.count("\n") > 1
            or ends.count("\r") > 1
            or self._is_greeting(current)
            or self._greets_next(found.end())
        )
        full = quoted == self.quoted and self._is_full(length, found.end())
        wraps = not stops and (full or self._is_open(current))
        self.start, self.quoted, self.before = found.end(), quoted, length
        self.marked = mark is not None and not is_list
        if stops:
            return LineEnd.STOP
        return LineEnd.WRAP if wraps else LineEnd.LINE

    def _is_full(self, length: int, following: int) -> bool:
        """The first word of the next line had no room: no line beside this one is longer than both."""
        if length < _WRAPPED_FROM:
            return False
        line, word = _LINE.match(self.text, following), _WORD.match(self.text, following)
        if line is None or word is None:
            return False
        widest = max(length, self.before, line.end() - line.start())
        return length + 1 + word.end() - word.start() > widest

    def _is_greeting(self, current: Sentence) -> bool:
        greeting = self.lexicon.bit("greeting")
        return len(current.folds) <= _SHORT_LINE and any(mask & greeting for mask in current.masks[:2])

    def _greets_next(self, start: int) -> bool:
        line = _LINE.match(self.text, start)
        words = line.group()[:_GREETING_MOST].split() if line else []
        if not 0 < len(words) <= _SHORT_LINE or (line and len(line.group()) > _GREETING_MOST):
            return False
        greeting = self.lexicon.bit("greeting")
        known = (self.lexicon.exact.get(fold(word.strip(",.!")), NOTHING) for word in words[:2])
        return any(entry.mask & greeting for entry in known)

    def _is_open(self, current: Sentence) -> bool:
        """No sentence ends with an article, a pronoun that acts or an auxiliary."""
        return bool(current.masks) and bool(current.masks[-1] & self.lexicon.bit("goes_on"))
