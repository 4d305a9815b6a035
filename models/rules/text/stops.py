"""Whether a stop ends its sentence: not after abbreviations, initials, ordinals or inside numbers."""

from __future__ import annotations

import re

from models.rules.text.lexicon import Lexicon
from models.rules.text.sentence import Sentence

_SHORT = frozenset([
    "z", "b", "d", "h", "u", "a", "s", "o", "dr", "hr", "fr", "nr", "str", "ca", "bzw", "usw", "st",
    "mr", "mrs", "ms", "prof", "inkl", "ggf", "evtl", "vgl", "tel", "abs", "art",
])  # fmt: skip
# Behind "Herr M." these open a new sentence.
_OPENERS = re.compile(
    r"\s*[\"„“”»«]?(?:ich|du|er|sie|es|wir|ihr|das|dann|danach|man|i|he|she|they|it)\b", re.I
)
_WORD_LEAST = 3  # "a! b! c!" are no sentences
_ORDINAL_MOST = 2  # digits: behind "der" or "am", and not a year


def ends_sentence(piece: re.Match[str], current: Sentence, text: str, lexicon: Lexicon) -> bool:
    """A colon ends one only after a verb of saying or a heading."""
    stop = piece.group()
    if len(current.folds) <= _WORD_LEAST and max(map(len, current.folds)) < _WORD_LEAST:
        return False
    if stop[0] == ":":
        return len(current.folds) <= 3 or bool(current.union & lexicon.bit("speech"))
    if stop != ".":
        return True
    following = text[piece.end() : piece.end() + 1]
    if following and not following.isspace() and following not in "\"”“«»'’‘)]":
        return False
    return not _is_shortened(current, text, piece.end(), lexicon)


def _is_shortened(current: Sentence, text: str, end: int, lexicon: Lexicon) -> bool:
    last = current.folds[-1]
    if last in _SHORT and len(last) > 1:
        return True
    before = current.masks[-2] if len(current.masks) > 1 else 0
    if len(last) == 1 and last.isalpha():
        named = before & (lexicon.bit("role") | lexicon.bit("people") | lexicon.bit("family"))
        return not _OPENERS.match(text, end) if named else last in _SHORT
    if last.isdigit() and len(last) <= _ORDINAL_MOST:
        return bool(before & (lexicon.bit("determiner") | lexicon.bit("preposition")))
    return False
