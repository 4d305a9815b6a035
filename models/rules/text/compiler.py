"""Compile the word lists and patterns of `data/` into one lexicon, once per process."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from models.rules.text.lexicon import NOTHING, STEM_KEY, TAIL_LEAST, Entry, Lexicon
from models.rules.text.normalise import drop_dots, fold, squeeze
from models.rules.text.patterns import parse_pattern
from models.rules.text.verbs import inflect_verb

_SWAP_LEAST = 6  # letters a word needs for its slips to be told from other words
_DROP_LEAST = 8
_SINGLE_LEAST = 7
_PLURAL_ENDINGS = ("e", "n", "en", "s", "er", "es")
_PLURALS = frozenset(("thing", "weapon", "tool"))
_COMPOUNDED = frozenset(("role", "people", "thing", "building", "weapon", "placename", "affected"))
_FILES = (
    "words_de.toml", "words_en.toml", "words_foreign.toml", "harmless.toml", "verbs_de.toml", "verbs_en.toml",
    "told.toml", "incidents.toml", "innocent.toml", "near.toml", "phrases_de.toml", "phrases_en.toml",
    "indirect.toml", "offences.toml",
)  # fmt: skip


@cache
def load_lexicon() -> Lexicon:
    """Read and compile the data files (about 0.1 s, once per process)."""
    folder = resources.files("models.rules.text") / "data"
    documents = [tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in _FILES]
    lexicon = Lexicon()
    for document in documents:
        for kind in ("class", "verbs", "phrases", "alias", "shift"):
            lexicon.groups.extend({**group, "section": kind} for group in document.get(kind, ()))
    members: dict[str, list[str]] = {}
    for group in lexicon.groups:
        if group["section"] == "alias":
            lexicon.aliases.update({fold(word): fold(known) for word, known in group["words"].items()})
        if group["section"] == "shift":
            for table, name in zip(lexicon.shifts, ("person", "bedrohte", "drohende"), strict=True):
                table.update({fold(word): fold(direct) for word, direct in group[name].items()})
        if group["section"] == "class":
            members.setdefault(group["name"], []).extend(group["words"])
    lexicon.digits = Entry(mask=_bit(lexicon, "number"), near=())
    for name, words in members.items():
        _add_class(lexicon, name, words)
    classed = frozenset(lexicon.exact)
    for group in lexicon.groups:
        if group["section"] == "verbs":
            for verb in group["list"]:
                _add_verb(lexicon, group, verb)
        if group["section"] == "phrases":
            for text in group["list"]:
                _add_pattern(lexicon, group, text, classes=members)
    _add_mistyped(lexicon)
    glue, place, harmless = lexicon.bit("glue"), lexicon.bit("placename"), lexicon.bit("harmless")
    for word, entry in lexicon.exact.items():
        if entry.mask & glue or entry.uses or entry.patterns:
            lexicon.beginnings.add(word[:3])
        if entry.mask & place or word not in classed:
            entry = lexicon.with_tail(drop_dots(word), entry)
        if not entry.uses and any(pattern.group["rule"] == "harmless" for pattern in entry.patterns):
            plain = lexicon.plain.get(word)  # "die Toten": a harmless word without dots may still be "töten"
            if plain is not None and plain.uses and not entry.mask & harmless:
                entry = entry.merged(Entry(uses=plain.uses))
        lexicon.exact[word] = lexicon.with_stems(drop_dots(word), entry)
    return lexicon


def _add_mistyped(lexicon: Lexicon) -> None:
    """Swapped neighbours and, in longer words, one letter less, of the words that matter most."""
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
    """A whole word or a stem ("droh*")."""
    folded = fold(word)
    if folded.endswith("*"):
        stem = drop_dots(folded[:-1])
        if len(stem) < STEM_KEY:
            raise ValueError(f"stem too short: {word}")
        lexicon.stems.setdefault(stem[:STEM_KEY], []).append((stem, entry))
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
            name in _COMPOUNDED and len(tail) > TAIL_LEAST and not word.endswith("*")
        ):
            known = lexicon.tails.get(tail, NOTHING)
            lexicon.tails[tail] = known.merged(entry)
            lexicon.tail_ends.add(tail[-TAIL_LEAST:])
        if not word.startswith("*"):
            _add_word(lexicon, word, entry)
            if name in _PLURALS and len(word) > TAIL_LEAST and word.isalpha():
                for ending in _PLURAL_ENDINGS:
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
