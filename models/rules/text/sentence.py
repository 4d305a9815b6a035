"""One sentence as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.rules.text.lexicon import Entry


@dataclass(slots=True)
class Sentence:
    """`name` is the field; of each word: folded spelling, lexicon entry and place in the field.

    `breaks`: the words that begin a wrapped line. `goes_on`: a mere line end cut it off from the next one.
    `named_thing`: the sentence before spoke of a thing one can call "ihn", and of nobody.
    """

    name: str
    position: int
    union: int = 0
    folds: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    masks: list[int] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    goes_on: bool = False
    named_thing: bool = False

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

    def part(self, start: int, end: int) -> Sentence:
        """The words from `start` to before `end` as a sentence of their own."""
        cut = Sentence(self.name, self.position)
        cut.extend(self, start, end)
        cut.named_thing = self.named_thing
        return cut

    def extend(self, other: Sentence, start: int = 0, end: int | None = None) -> None:
        """Add words of another sentence."""
        self.folds.extend(other.folds[start:end])
        self.entries.extend(other.entries[start:end])
        self.places.extend(other.places[start:end])
        masks = other.masks[start:end]
        self.masks.extend(masks)
        for mask in masks:
            self.union |= mask
