"""Is the text recognisably German or English? By function words, sentence by sentence.

A sentence in another language makes the whole text "not assessed": what nobody could read must not pass as
harmless.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from models.rules.text.lexicon import NOTHING, Lexicon
from models.rules.text.sentence import Sentence

ASSESSED = ("de", "en")
_LEAST_SHARE = (
    0.12  # function words make 35 to 60 % of German and English prose; notes and headings have fewer
)
_SILENT_WORDS = 6  # a sentence this long without one known word is in no language we know
_FOREIGN_LETTER = re.compile(r"[\u00e3\u00e5\u00e6\u00e7\u00eb\u00ec-\u00f5\u00f8-\u00fb\u00fd\u0101-\u024f]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1cff\u2c00-\uffff]{2}")
_GERMAN_SHAPE = re.compile(
    r"(?:ung|ungen|heit|keit|schaft|lich|liche[mnrs]?|isch|ische[mnrs]?|erei|ig|ige[mnrs]?|taet|strasse|stelle|amt)$"
    r"|^(?:ver|be|ent|ge|zer|er|auf|aus|ein|vor|ueber|unter|an).{3,}(?:t|en|te|ten)$|sch|ck|tz|chen$|ing$|tion$|ness$|ment$"
)


def tag_is_assessed(language: str) -> bool:
    """By the primary subtag: de-AT is de (BCP 47)."""
    return language.lower().replace("_", "-").split("-")[0] in ASSESSED


def is_recognised(sentences: Sequence[Sentence], text: str, lexicon: Lexicon) -> bool:
    """Whether one field is recognisably German or English, in every sentence."""
    near = lexicon.bit("function_de") | lexicon.bit("function_en")
    far = lexicon.bit("function_foreign")
    words = known = shaped = 0
    for sentence in sentences:
        kinds = _kinds(sentence, near, far, text=text)
        own = kinds.count("o")
        if _is_foreign(kinds) or (
            len(kinds) >= _SILENT_WORDS and own == 0 and kinds.count("s") >= len(kinds) - 1
        ):
            return False
        words += len(kinds)
        known += own
        shaped += kinds.count("g")
    if words == 0:
        return False
    return (
        known / words >= _LEAST_SHARE
        or (words <= 4 and shaped > 0)
        or (known + shaped) / words >= 2 * _LEAST_SHARE
    )


def _is_foreign(kinds: str) -> bool:
    """From the first to the last sign of another language, such signs outnumber what is German or English.

    Names with foreign letters alone ("Frau Ayşe Yılmaz") are not enough.
    """
    if "f" not in kinds and "n" not in kinds:
        return False
    first = min(place for place in (kinds.find("f"), kinds.find("n")) if place >= 0)
    stretch = kinds[first : max(kinds.rfind("f"), kinds.rfind("n")) + 1]
    words, names, own = stretch.count("f"), stretch.count("n"), kinds.count("o", first, first + len(stretch))
    if words == 0 and names < 4:
        return False
    if words + names < 2:
        return kinds.count("o") == 0 and kinds.count("s") >= 1
    return words + names > own or (words + names >= 3 and words + names >= own)


def _kinds(sentence: Sentence, near: int, far: int, *, text: str) -> str:
    """One letter a word: o our function word, f foreign, n foreign letters, g our shape, s silent."""
    kinds = []
    for index, word in enumerate(sentence.folds):
        if not word[0].isalpha():
            continue
        mask = sentence.masks[index]
        if mask & near and not mask & far:
            kinds.append("o")
            continue
        start, end = sentence.places[index]
        written = text[start:end]
        if not written.isascii():
            written = unicodedata.normalize("NFC", written)
        if mask & far or _OTHER_SCRIPT.search(written):
            kinds.append("f" if not mask & near else "o")
        elif _FOREIGN_LETTER.search(written):
            kinds.append("n")
        elif sentence.entries[index] is not NOTHING or _GERMAN_SHAPE.search(word):
            kinds.append("g")
        else:
            kinds.append("s")
    return "".join(kinds)
