"""Language tags: well-formed by RFC 5646 and brought into the case it recommends."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

# RFC 5646 4.4.1 asks for 35 at least; longer tags than this are no language of a person.
LANGUAGE_TAG_CHARACTERS = 64
_SCRIPT_LETTERS, _REGION_LETTERS = 4, 2

_LANGTAG = re.compile(
    r"""
    (?: [a-z]{2,3} (?:-[a-z]{3}){0,3} | [a-z]{4} | [a-z]{5,8} )  # language with extended languages
    (?: -[a-z]{4} )?                                             # script
    (?: - (?: [a-z]{2} | [0-9]{3} ) )?                           # region
    (?: - (?: [a-z0-9]{5,8} | [0-9][a-z0-9]{3} ) )*              # variants
    (?: -[0-9a-wy-z] (?: -[a-z0-9]{2,8} )+ )*                    # extensions
    (?: -x (?: -[a-z0-9]{1,8} )+ )?                              # private use
    | x (?: -[a-z0-9]{1,8} )+
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# Grandfathered tags that do not follow the grammar (RFC 5646 2.1, irregular), in their registered case.
_IRREGULAR = {
    tag.lower(): tag
    for tag in (
        *("en-GB-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo"),
        *("i-navajo", "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE"),
    )
}


def normalise_language_tag(tag: str) -> str:
    """The tag in its recommended case (RFC 5646 2.1.1): `DE-at` becomes `de-AT`."""
    if tag.lower() in _IRREGULAR:
        return _IRREGULAR[tag.lower()]
    if not _LANGTAG.fullmatch(tag):
        raise PydanticCustomError("language_tag", "no language tag")
    return "-".join(_recommended_case(tag.lower().split("-")))


def _recommended_case(subtags: list[str]) -> list[str]:
    cased: list[str] = []
    after_singleton = False
    for place, subtag in enumerate(subtags):
        after_singleton = after_singleton or len(subtag) == 1
        if place == 0 or after_singleton:
            cased.append(subtag)
        elif len(subtag) == _SCRIPT_LETTERS and subtag.isalpha():
            cased.append(subtag.title())
        elif len(subtag) == _REGION_LETTERS:
            cased.append(subtag.upper())
        else:
            cased.append(subtag)
    return cased


LanguageTag = Annotated[
    str, Field(max_length=LANGUAGE_TAG_CHARACTERS), AfterValidator(normalise_language_tag)
]
