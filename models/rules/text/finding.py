"""One thing found in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from models.rules.text.sentence import Sentence


@dataclass(slots=True)
class Finding:
    """`places` are words of the sentence; `deed` is the word a time or place may belong to (-1: none can).

    The first `core` places are the verb or pattern itself, the others whom it meets, when and where.
    """

    rule: str
    sentence: Sentence
    places: tuple[int, ...]
    offence: str = ""
    deed: int = -1
    core: int = 0

    def __post_init__(self) -> None:
        self.core = self.core or len(self.places)
