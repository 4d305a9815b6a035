"""Undo what hides a word: invisible characters, look-alikes, leet, umlaut spellings, doubled letters.

Everything goes character by character or by linear expressions: hostile text costs no more than other text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Cyrillic and Greek letters drawn like Latin ones, each with its double (Unicode TR 39, the common ones).
_LOOKALIKES = dict(
    zip(
        "аеорсухкмтнвіѕјԁһԛԝӏгзбипαβεικνορτυχηωμıłøđſɑɡ\u2010\u2011",
        "aeopcyxkmthbisjdhqwlrebunabeikvoptuxnwmilodsag--",
        strict=True,
    )
)
_KEPT = {"ä", "ö", "ü", "ß", "Ä", "Ö", "Ü", "ẞ"}
_ODD = re.compile(r"[^\x00-\x7fäöüÄÖÜßéèáà„“”‚‘’»«–—…€§°²³]")
_UMLAUTS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "é": "e",
        "è": "e",
        "á": "a",
        "à": "a",
        "’": "'",
        "´": "'",
        "`": "'",
        "‘": "'",
    }
)
_DOUBLED = re.compile(r"(.)\1+")
_LEET = str.maketrans("0134578@$€!|+(", "oieastbaseiitc")
_LEET_L = str.maketrans("0134578@$€!|+(", "olezstbaselltc")


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text without disguised characters; `starts` maps back to the original (None: same places)."""

    text: str
    starts: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original text."""
        if self.starts is None:
            return start, end
        return self.starts[start], self.starts[end]


def clean_text(original: str) -> CleanText:
    """Drop invisible characters, compose umlauts, read look-alikes and styled letters as Latin ones."""
    if _ODD.search(original) is None:
        return CleanText(original, None)
    out: list[str] = []
    starts: list[int] = []
    for index, char in enumerate(original):
        if char < "\x7f" or char in _KEPT:
            out.append(char)
            starts.append(index)
        elif char == "\u0308" and out and out[-1] in "aouAOU":
            out[-1] = unicodedata.normalize("NFC", out[-1] + char)
        else:
            for read in _read_char(char):
                out.append(read)
                starts.append(index)
    starts.append(len(original))
    return CleanText("".join(out), starts)


def _read_char(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me", "Cc"} and char not in "\n\r\t":
        return ""
    if category in {"Zl", "Zp"}:  # line and paragraph separators
        return "\n"
    if category[0] == "Z":
        return " "
    lower = char.lower()
    if lower in _LOOKALIKES:
        return _LOOKALIKES[lower]
    if category[0] in "LNSP":
        composed = unicodedata.normalize("NFKC", char)
        if composed.isascii() or composed in _KEPT:
            return composed
        plain = unicodedata.normalize("NFKD", char)
        if plain[:1].isascii():
            return plain[:1]
    return char


def fold(word: str) -> str:
    """Lower case, umlauts and sharp s written out."""
    lower = word.lower()
    return lower if lower.isascii() else lower.translate(_UMLAUTS)


def drop_dots(folded: str) -> str:
    """Umlauts without their dots, however they were written: töten, toeten and toten meet."""
    if "e" not in folded:
        return folded
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def squeeze(plain: str) -> str:
    """Doubled letters made single."""
    return _DOUBLED.sub(r"\1", plain)


def read_leet(folded: str) -> tuple[str, str]:
    """Both readings of digits and signs as letters (1 is i or l, 4 is a or z)."""
    return folded.translate(_LEET), folded.translate(_LEET_L)
