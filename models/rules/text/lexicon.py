"""What is known of words: classes, patterns they can start, verbs they can be; in any usual spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.rules.text.normalise import drop_dots, squeeze
from models.rules.text.patterns import Pattern
from models.rules.text.spoken import read_spoken
from models.rules.text.verbs import VerbUse

STEM_KEY = 3  # letters of a stem by which it is looked up
TAIL_LEAST = 3  # the last part of a compound is longer than this
_TAIL_MOST = 14
_SPOKEN_LEAST = 4


@dataclass(slots=True)
class Entry:
    """What the lexicon knows of one word: bits of its classes, patterns it can start, verbs it can be."""

    mask: int = 0
    patterns: tuple[Pattern, ...] = ()
    uses: tuple[VerbUse, ...] = ()
    near: tuple[Pattern, ...] = ()

    def merged(self, other: Entry) -> Entry:
        return Entry(
            self.mask | other.mask,
            self.patterns + other.patterns,
            self.uses + other.uses,
            self.near + other.near,
        )


NOTHING = Entry()


@dataclass(slots=True)
class Lexicon:
    """Tables by spelling: `exact` as folded, `plain` without umlaut dots, `squeezed` without doubled letters.

    `shifts`: person, deed of the threatened and of the threatening one, from indirect to direct speech.
    `mistyped` by frequent slips; `stems` by beginning, `tails` by end, `shapes` by first letter and length.
    """

    exact: dict[str, Entry] = field(default_factory=dict)
    plain: dict[str, Entry] = field(default_factory=dict)
    squeezed: dict[str, Entry] = field(default_factory=dict)
    stems: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)
    mistyped: dict[str, Entry] = field(default_factory=dict)
    shapes: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)
    bits: dict[str, int] = field(default_factory=dict)
    tails: dict[str, Entry] = field(default_factory=dict)
    tail_ends: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    shifts: tuple[dict[str, str], dict[str, str], dict[str, str]] = field(
        default_factory=lambda: ({}, {}, {})
    )
    patterns: list[Pattern] = field(default_factory=list)
    groups: list[Mapping[str, Any]] = field(default_factory=list)
    digits: Entry = field(default_factory=Entry)

    def find(self, folded: str) -> Entry:
        """The entry of a word as spelled, or of a spelling that meets it."""
        entry = self.exact.get(folded)
        if entry is not None:
            return entry
        plain = drop_dots(folded)
        entry = self.plain.get(plain)
        if entry is None:
            entry = self._find_mistyped(folded, plain)
            if entry is NOTHING and len(plain) > TAIL_LEAST + 2:
                entry = self._find_tail(plain)
        return self.with_stems(plain, entry)

    def with_stems(self, plain: str, entry: Entry) -> Entry:
        """The entry with what is known of the word's beginning."""
        for stem, found in self.stems.get(plain[:STEM_KEY], ()):
            if plain.startswith(stem):
                entry = entry.merged(found)
        return entry

    def with_tail(self, plain: str, entry: Entry) -> Entry:
        """The entry with what is known of the compound's last part: a Jugendamt is an Amt."""
        found = self._find_tail(plain)
        return entry.merged(found) if found is not NOTHING else entry

    def _find_tail(self, plain: str) -> Entry:
        """What a compound is by its last part: a Klappmesser is a Messer."""
        if plain[-TAIL_LEAST:] not in self.tail_ends:
            return NOTHING  # most words
        tails = self.tails
        for start in range(max(2, len(plain) - _TAIL_MOST), len(plain) - TAIL_LEAST + 1):
            entry = tails.get(plain[start:])
            if entry is not None:
                return entry
        return NOTHING

    def _find_mistyped(self, folded: str, plain: str) -> Entry:
        """Letters doubled, two swapped, one left out, or the e of an ending swallowed ("wissn")."""
        single = squeeze(plain)
        found = self.squeezed.get(single)
        if found is not None:
            return found
        if len(folded) < _SPOKEN_LEAST:
            return NOTHING
        if folded[-1] == "n" and folded[-2] not in "aeiou":
            spoken = self.plain.get(plain[:-1] + "en")
            if spoken is not None:
                return spoken
        found = self.mistyped.get(single, NOTHING)
        return self._find_spoken(plain) if found is NOTHING else found

    def _find_spoken(self, plain: str) -> Entry:
        """Bavarian and Swabian verbs of harm: da-/der- for er-, o for a, g- for ge-, -n for -en."""
        for standard in read_spoken(plain):
            found = self.plain.get(standard, NOTHING)
            if found.uses:
                return found
        return NOTHING

    def bit(self, name: str) -> int:
        """The bit of a class; an unknown name is an error in the data files."""
        return self.bits[name]
