"""Word patterns: what a person writes in the data files, and how it is found among the words of a sentence.

A pattern is a row of parts: a word, a stem ("droh*"), alternatives ("weiß|wissen"), a class ("@second").
"~3" before a part allows up to three other words in between. In a group with `within` the parts may stand in
any order, all of them within so many words of the rarest one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, eq=False)
class Pattern:
    """`names`: the parts; `gaps`: the words allowed before each; `anchor`: where the search starts.

    `checks` are the other parts, rarest first: most patterns miss one that the whole sentence does not have.
    `within`: words around the anchor in which the parts stand in any order; 0: they stand in their order.
    """

    group: Mapping[str, Any]
    text: str
    names: tuple[str, ...]
    gaps: tuple[int, ...]
    anchor: int
    rarest: tuple[int, ...] = ()
    masks: tuple[int, ...] = ()
    checks: tuple[int, ...] = ()
    unless: int = 0
    beside: int = 0
    within: int = 0

    def anchor_classes(self) -> list[str]:
        """The classes among the alternatives that start the search."""
        return [part[1:] for part in self.names[self.anchor].split("|") if part.startswith("@")]

    def resolve(self, bits: Mapping[str, int]) -> None:
        """Replace names by bits once every name has one."""
        self.masks = tuple(_mask(name, bits) for name in self.names)
        self.checks = tuple(self.masks[index] for index in self.rarest if index != self.anchor)
        for name in self.group.get("unless", ()):
            self.unless |= bits[name]
        for name in self.group.get("beside", ()):
            self.beside |= bits[name]

    def find(self, masks: Sequence[int], at: int, union: int) -> list[int] | None:
        """The words matched around the anchor at `at`, or None; each part takes the nearest word."""
        for mask in self.checks:
            if not mask & union:
                return None
        if self.within:
            return self._find_around(masks, at)
        forward = _walk(masks, at, self.masks[self.anchor + 1 :], self.gaps[self.anchor + 1 :], 1)
        if forward is None:
            return None
        back_gaps = self.gaps[1 : self.anchor + 1][::-1]
        backward = _walk(masks, at, self.masks[: self.anchor][::-1], back_gaps, -1)
        if backward is None:
            return None
        return [*backward[::-1], at, *forward]

    def _find_around(self, masks: Sequence[int], at: int) -> list[int] | None:
        """The nearest word for each part, in whatever order; no word counts twice."""
        found = [at]
        for mask in self.checks:
            for distance in range(1, self.within + 1):
                for index in (at - distance, at + distance):
                    if 0 <= index < len(masks) and masks[index] & mask and index not in found:
                        break
                else:
                    continue
                found.append(index)
                break
            else:
                return None
        return sorted(found)


def _walk(
    masks: Sequence[int], at: int, wanted: Sequence[int], gaps: Sequence[int], step: int
) -> list[int] | None:
    """Follow the parts in one direction, keeping the nearest way to each place: no backtracking."""
    reached: dict[int, tuple[int, ...]] = {at: ()}
    for mask, gap in zip(wanted, gaps, strict=True):
        following: dict[int, tuple[int, ...]] = {}
        for place, way in reached.items():
            for distance in range(1, gap + 2):
                index = place + step * distance
                if not 0 <= index < len(masks):
                    break
                if masks[index] & mask and index not in following:
                    following[index] = (*way, index)
        if not following:
            return None
        reached = following
    return list(next(iter(reached.values())))


_COMMONEST = 6
_EVERYWHERE = frozenset([
    "die", "der", "das", "und", "in", "zu", "den", "es", "ist", "nicht", "von", "mit", "sie", "ich", "auf",
    "im", "dem", "ein", "eine", "an", "so", "war", "er", "noch", "bei", "wir", "the", "to", "of", "a", "and",
    "is", "you", "was",
])  # fmt: skip


def _mask(name: str, bits: Mapping[str, int]) -> int:
    mask = bits.get(_literal_name(name), 0)
    for part in name.split("|"):
        if part.startswith("@"):
            mask |= bits[part[1:]]
    return mask


def _literal_name(name: str) -> str:
    return "|".join(part for part in name.split("|") if part and not part.startswith("@"))


def parse_pattern(
    group: Mapping[str, Any], text: str, classes: Mapping[str, Sequence[str]]
) -> tuple[Pattern, dict[str, list[str]], list[str]]:
    """The pattern, the words behind each set of alternatives, and the words that start the search."""
    names: list[str] = []
    gaps: list[int] = []
    words: dict[str, list[str]] = {}
    gap = 0
    for part in text.split():
        if part.startswith("~"):
            gap = int(part[1:])
            continue
        for name in part.split("|"):
            if name.startswith("@") and name[1:] not in classes:
                raise ValueError(f"unknown class {name} in {text!r}")
        if literal := _literal_name(part):
            words[literal] = literal.split("|")
        names.append(part)
        gaps.append(gap)
        gap = 0
    for name in (*group.get("unless", ()), *group.get("beside", ())):
        words[name] = name.split("|")
    common = {*classes["function_de"], *classes["function_en"]}

    def atoms(name: str) -> list[str]:
        found: list[str] = []
        for part in name.split("|"):
            if part.startswith("@"):
                found.extend(word for word in classes[part[1:]] if not word.startswith("*"))
            elif part:
                found.append(part)
        return found

    def rarity(index: int) -> tuple[int, int]:
        own = atoms(names[index])
        return -sum(_COMMONEST if word in _EVERYWHERE else 1 for word in own if word in common), min(
            len(word) for word in own
        )

    rarest = sorted(range(len(names)), key=rarity, reverse=True)
    pattern = Pattern(group, text, tuple(names), tuple(gaps), rarest[0], tuple(rarest))
    pattern.within = group.get("within", 0)
    return pattern, words, atoms(names[rarest[0]])
