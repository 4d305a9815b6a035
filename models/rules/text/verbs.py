"""Verbs of harm: every inflected form, and where a sentence holds one (also with its particle set apart)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntFlag
from typing import Any


class Form(IntFlag):
    """What a form can be; one spelling can be several."""

    FIRST = 1  # ich bringe
    BARE = 2  # umbringen: infinitive, also wir/sie bringen
    THIRD = 4  # er bringt, ihr bringt
    SECOND = 8  # du bringst
    DONE = 16  # umgebracht
    PAST = 32  # brachte um
    ZU = 64  # umzubringen
    COMMAND = 128  # bring, bringt
    ING = 256  # killing


@dataclass(frozen=True, slots=True, eq=False)
class Verb:
    """`target`: person (needs one), open (a person unless a thing is named), thing (house, car; or a person).
    `needs`: bits one of which must stand near (the neck that is broken), `through` words before it
    ("vor den Zug"). `particles`: set apart or joined.
    `others`: particles that make it another, harmless verb ("schlage … vor")."""

    name: str
    strength: str
    target: str
    needs: int
    through: tuple[str, ...]
    particles: tuple[str, ...]
    others: tuple[str, ...]
    dative: bool
    offence: str
    english: bool


@dataclass(frozen=True, slots=True, eq=False)
class VerbUse:
    """One spelling of a verb. `apart`: the particle must follow for this to be the verb."""

    verb: Verb
    form: Form
    apart: bool


_GERMAN = {
    "": Form.FIRST | Form.COMMAND, "e": Form.FIRST, "en": Form.BARE, "n": Form.BARE, "a": Form.BARE,
    "t": Form.THIRD | Form.COMMAND, "et": Form.THIRD | Form.COMMAND, "st": Form.SECOND, "est": Form.SECOND,
    "s": Form.FIRST, "es": Form.FIRST,
}  # fmt: skip
_CHANGED = {"": Form.COMMAND | Form.FIRST, "t": Form.THIRD, "st": Form.SECOND}
_STRONG_PAST = {"": Form.PAST, "en": Form.PAST, "t": Form.PAST, "st": Form.PAST, "e": Form.PAST}
_WEAK_PAST = {"te": Form.PAST, "ten": Form.PAST, "test": Form.PAST, "tet": Form.PAST}


def inflect_verb(
    group: Mapping[str, Any], entry: Mapping[str, Any], bit: Callable[[str], int]
) -> Iterator[tuple[str, VerbUse]]:
    """Every spelling of one verb of the data files."""
    english = group.get("language", "de") == "en"
    particles = _listed(entry.get("particle"))
    needs = 0
    for name in _listed(entry.get("needs")):
        needs |= bit(name)
    verb = Verb(
        name=entry["name"],
        strength=entry.get("strength", group["strength"]),
        target=entry.get("target", group["target"]),
        needs=needs,
        through=_listed(entry.get("through")),
        particles=particles,
        others=_listed(entry.get("other")),
        dative=entry.get("dative", group.get("dative", False)),
        offence=group.get("offence", "threat"),
        english=english,
    )
    simple = dict(_english(entry) if english else _german(entry))
    merged: dict[str, Form] = {}
    for word, form in simple.items():
        merged[word] = merged.get(word, Form(0)) | form
    for word, form in merged.items():
        joined = any(word.startswith(particle) for particle in particles) and bool(form & Form.DONE)
        yield word, VerbUse(verb, form, bool(particles) and not joined)
        if english or not particles or joined:
            continue
        for particle in particles:
            yield particle + word, VerbUse(verb, form, False)
            if form & Form.BARE:
                yield f"{particle}zu{word}", VerbUse(verb, Form.ZU, False)


def _listed(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _german(entry: Mapping[str, Any]) -> Iterator[tuple[str, Form]]:
    stems = _listed(entry["stem"])
    forms: dict[str, Form] = {}

    def add(word: str, form: Form) -> None:
        forms[word] = forms.get(word, Form(0)) | form

    for stem in stems:
        for ending, form in _GERMAN.items():
            add(stem + ending, form)
    for stem in _listed(entry.get("changed")):
        for ending, form in _CHANGED.items():
            add(stem + ending, form)
    past = _listed(entry.get("past"))
    for stem in past:
        for ending, form in _STRONG_PAST.items():
            add(stem + ending, form)
    for stem in stems:
        linked = "e" if stem[-1] in "td" else ""
        for ending, form in _WEAK_PAST.items():
            add(stem + linked + ending, form)
    done = _listed(entry.get("done")) or tuple(f"ge{stem}t" for stem in stems)
    for word in done:
        add(word, Form.DONE)
    yield from forms.items()


def _english(entry: Mapping[str, Any]) -> Iterator[tuple[str, Form]]:
    stem: str = entry["stem"]
    short = stem.removesuffix("e") if stem.endswith("e") else stem
    doubled = stem + stem[-1] if entry.get("double") else short
    forms: dict[str, Form] = {}

    def add(word: str, form: Form) -> None:
        forms[word] = forms.get(word, Form(0)) | form

    add(stem, Form.BARE | Form.FIRST | Form.COMMAND)
    add(entry.get("third", stem + "s"), Form.THIRD)
    add(doubled + "ing", Form.ING)
    add(doubled + "in", Form.ING)
    past = _listed(entry.get("past")) or (doubled + "ed",)
    for word in past:
        add(word, Form.PAST)
    for word in _listed(entry.get("done")) or past:
        add(word, Form.DONE)
    yield from forms.items()
