"""One thing found in one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from models.rules.text.sentence import Sentence


@dataclass(slots=True)
class Finding:
    """`places` are words of the sentence; `deed` is the word a time or place may belong to (-1: none can)."""

    rule: str
    sentence: Sentence
    places: tuple[int, ...]
    offence: str = ""
    deed: int = -1
