"""Is the text recognisably German or English? By the share of function words, field by field."""

from __future__ import annotations

from collections.abc import Sequence

from models.rules.text.lexicon import Lexicon
from models.rules.text.sentences import Sentence

ASSESSED = ("de", "en")
_FEW_WORDS = 4
_LEAST_SHARE = 0.12
_ENDINGS = ("ung", "keit", "heit", "lich", "isch", "ungen", "schaft", "tion", "ing", "straße", "strasse")


def tag_is_assessed(language: str) -> bool:
    """By the primary subtag: de-AT is de (BCP 47)."""
    return language.lower().replace("_", "-").split("-")[0] in ASSESSED


def is_recognised(sentences: Sequence[Sentence], original: str, lexicon: Lexicon) -> bool:
    """Whether one field's words are recognisably German or English."""
    german, english = lexicon.bit("function_de"), lexicon.bit("function_en")
    words = hits = 0
    for sentence in sentences:
        for fold, mask in zip(sentence.folds, sentence.masks, strict=True):
            if fold[0].isdigit():
                continue
            words += 1
            if mask & (german | english):
                hits += 1
    if words == 0:
        return False
    foreign = sum(1 for char in original if char > "\u024f" and char.isalpha())
    if foreign * 3 > len(original):
        return False
    return hits >= 1 and hits / words >= _LEAST_SHARE
