"""Dialect spellings turned into standard ones; the lexicon decides which of them is a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PREFIXES = (
    ("der", "er"),
    ("dar", "er"),
    ("da", "er"),
    ("de", "er"),
    ("zam", "zusammen"),
    ("ob", "ab"),
    ("o", "ab"),
)
_CLIPPED = re.compile(r"^(ab|auf|aus|um|nieder|tot|zusammen|ver)?g(?=[bdfghklmnprstvwz])")
_DIALECT = re.compile(
    r"da|de|zam|o|(?:ab|auf|aus|um|nieder|tot|zusammen|ver)?g[bdfghklmnprstvwz]|.*(?:a|[^aeiou]n)$"
)
_LEAST = 6


def read_spoken(plain: str) -> Iterator[str]:
    """Standard spellings a word may stand for ("daschossn" for "erschossen", "gstocha" for "gestochen")."""
    if len(plain) < _LEAST or _DIALECT.match(plain) is None:
        return
    starts = [plain]
    for spoken, standard in _PREFIXES:
        if plain.startswith(spoken):
            starts.append(standard + plain[len(spoken) :])
    for start in starts:
        for word in dict.fromkeys((start, _CLIPPED.sub(_unclip, start))):
            for ended in dict.fromkeys((word, _end(word))):
                yield ended
                if "o" in ended:
                    yield ended.replace("o", "a")
                if "ia" in ended:
                    yield ended.replace("ia", "ie")


def _unclip(found: re.Match[str]) -> str:
    return (found[1] or "") + "ge"


def _end(word: str) -> str:
    if word.endswith("a"):
        return word[:-1] + "en"
    return word[:-1] + "en" if word.endswith("n") and word[-2] not in "aeiou" else word
