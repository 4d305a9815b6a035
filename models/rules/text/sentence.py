"""One sentence as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.rules.text.lexicon import Entry


@dataclass(slots=True)
class Sentence:
    """`name` is the field; of each word: folded spelling, lexicon entry and place in the field."""

    name: str
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
