"""The word lists and patterns of `data/`, compiled once into one table of words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from models.rules.text.normalise import drop_dots, fold, squeeze
from models.rules.text.patterns import Pattern, parse_pattern
from models.rules.text.verbs import VerbUse, inflect_verb

_STEM_KEY = 3
_SWAP_LEAST = 6
_DROP_LEAST = 8
_SINGLE_LEAST = 7
_SPOKEN_LEAST = 4
_TAIL_LEAST = 3
_TAIL_MOST = 14
_PLURALS = frozenset(("thing", "weapon", "tool"))
_COMPOUNDED = frozenset(
    ("role", "people", "thing", "building", "weapon", "placename", "affected")
)  # "Frühstücksbrot" ends like "Brot"
_FILES = (
    "words_de.toml", "words_en.toml", "words_foreign.toml", "harmless.toml", "verbs_de.toml", "verbs_en.toml",
    "told.toml", "near.toml", "phrases_de.toml", "phrases_en.toml", "offences.toml",
)  # fmt: skip


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
    """`exact` by folded spelling, `plain` without umlaut dots, `squeezed` without doubled letters, `mistyped` by
    frequent slips, `stems` by their beginning, `shapes` by first letter and length."""

    exact: dict[str, Entry] = field(default_factory=dict)
    plain: dict[str, Entry] = field(default_factory=dict)
    squeezed: dict[str, Entry] = field(default_factory=dict)
    stems: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)
    mistyped: dict[str, Entry] = field(default_factory=dict)
    shapes: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    bits: dict[str, int] = field(default_factory=dict)
    tails: dict[str, Entry] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    patterns: list[Pattern] = field(default_factory=list)
    groups: list[Mapping[str, Any]] = field(default_factory=list)
    digits: Entry = field(default_factory=Entry)

    def find(self, folded: str) -> Entry:
        """The entry of a word as spelled, or of a spelling that meets it."""
        entry = self.exact.get(folded)
        plain = drop_dots(folded)
        if entry is None:
            entry = self.plain.get(plain)
            if entry is None:
                entry = self._find_mistyped(folded, plain)
        if entry is NOTHING and len(plain) > _TAIL_LEAST:
            entry = self._find_tail(plain)
        bucket = self.stems.get(plain[:_STEM_KEY])
        if bucket is not None:
            for stem, found in bucket:
                if plain.startswith(stem):
                    entry = entry.merged(found)
        return entry

    def _find_tail(self, plain: str) -> Entry:
        """What a compound is by its last part: a Klappmesser is a Messer."""
        tails = self.tails
        for start in range(max(2, len(plain) - _TAIL_MOST), len(plain) - _TAIL_LEAST + 1):
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
        return self.mistyped.get(single, NOTHING)

    def bit(self, name: str) -> int:
        """The bit of a class; an unknown name is an error in the data files."""
        return self.bits[name]


@cache
def load_lexicon() -> Lexicon:
    """Read and compile the data files (about 0.1 s, once per process)."""
    folder = resources.files("models.rules.text") / "data"
    documents = [tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in _FILES]
    lexicon = Lexicon()
    for document in documents:
        for kind in ("class", "verbs", "phrases"):
            lexicon.groups.extend({**group, "section": kind} for group in document.get(kind, ()))
        lexicon.aliases.update(document.get("aliases", {}))
    members: dict[str, list[str]] = {}
    for group in lexicon.groups:
        if group["section"] == "class":
            members.setdefault(group["name"], []).extend(group["words"])
    lexicon.digits = Entry(mask=_bit(lexicon, "number"), near=())
    for name, words in members.items():
        _add_class(lexicon, name, words)
    for group in lexicon.groups:
        if group["section"] == "verbs":
            for verb in group["list"]:
                _add_verb(lexicon, group, verb)
        if group["section"] == "phrases":
            for text in group["list"]:
                _add_pattern(lexicon, group, text, classes=members)
    _add_mistyped(lexicon)
    return lexicon


def _add_mistyped(lexicon: Lexicon) -> None:
    """Swapped neighbours (from six letters on) and one letter less (from eight on) of the words that matter most."""
    for word, entry in lexicon.exact.items():
        uses = [
            use for use in entry.uses if use.verb.strength == "kill" and not use.apart and not use.verb.needs
        ]
        if uses:
            plain = drop_dots(word)
            lexicon.shapes.setdefault((plain[0], len(plain)), []).append(plain)
        size = len(word)
        if size < _SWAP_LEAST or not (
            uses or any(pattern.group.get("mistyped") for pattern in entry.patterns)
        ):
            continue
        variants = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, size - 1)]
        if size >= _DROP_LEAST:
            variants.extend(word[:at] + word[at + 1 :] for at in range(1, size))
        for variant in variants:
            if drop_dots(variant) not in lexicon.plain:
                lexicon.mistyped.setdefault(squeeze(drop_dots(variant)), entry)


def _bit(lexicon: Lexicon, name: str) -> int:
    return lexicon.bits.setdefault(name, 1 << len(lexicon.bits))


def _add_word(lexicon: Lexicon, word: str, entry: Entry) -> None:
    """A word, a stem ("droh*") or an ending ("*amt"; kept apart, asked for only where an object is looked for)."""
    folded = fold(word)
    if folded.endswith("*"):
        stem = drop_dots(folded[:-1])
        if len(stem) < _STEM_KEY:
            raise ValueError(f"stem too short: {word}")
        lexicon.stems.setdefault(stem[:_STEM_KEY], []).append((stem, entry))
        return
    plain = drop_dots(folded)
    tables = [(lexicon.exact, folded), (lexicon.plain, plain)]
    single = squeeze(plain)
    if len(single) == len(plain) or len(single) >= _SINGLE_LEAST:
        tables.append((lexicon.squeezed, single))  # short words differ by doubled letters: Reise, reiße
    for table, key in tables:
        known = table.get(key)
        table[key] = entry if known is None else known.merged(entry)


def _add_class(lexicon: Lexicon, name: str, words: Iterable[str]) -> None:
    entry = Entry(mask=_bit(lexicon, name))
    for word in dict.fromkeys(words):
        tail = drop_dots(fold(word.strip("*")))
        if word.startswith("*") or (
            name in _COMPOUNDED and len(tail) > _TAIL_LEAST and not word.endswith("*")
        ):
            known = lexicon.tails.get(tail, NOTHING)
            lexicon.tails[tail] = known.merged(entry)
        if not word.startswith("*"):
            _add_word(lexicon, word, entry)
            if name in _PLURALS and len(word) > _TAIL_LEAST and word.isalpha():
                for ending in ("e", "n", "en", "s", "er", "es"):
                    if fold(word + ending) not in lexicon.exact:
                        _add_word(lexicon, word + ending, entry)


def _add_verb(lexicon: Lexicon, group: Mapping[str, Any], verb: Mapping[str, Any]) -> None:
    for form, use in inflect_verb(group, verb, lexicon.bit):
        _add_word(lexicon, form, Entry(uses=(use,)))


def _add_pattern(
    lexicon: Lexicon, group: Mapping[str, Any], text: str, *, classes: Mapping[str, list[str]]
) -> None:
    pattern, words, anchors = parse_pattern(group, text, classes)
    for name, atoms in words.items():
        if name not in lexicon.bits:
            entry = Entry(mask=_bit(lexicon, name))
            for atom in atoms:
                _add_word(lexicon, atom, entry)
    pattern.resolve(lexicon.bits)
    lexicon.patterns.append(pattern)
    near = group["rule"] == "near"
    start = Entry(near=(pattern,)) if near else Entry(patterns=(pattern,))
    for name in pattern.anchor_classes():
        for word in classes[name]:
            tail = drop_dots(fold(word.strip("*")))
            if tail in lexicon.tails:
                lexicon.tails[tail] = lexicon.tails[tail].merged(start)
    for atom in dict.fromkeys(anchors):
        _add_word(lexicon, atom, start)
