"""Texts as people write them: kept to the letter, refused when they could not be stored or shown."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

NARRATIVE_CHARACTERS = 20_000
EXACT_WORDS_CHARACTERS = 10_000
PLACE_CHARACTERS = 500
NAME_CHARACTERS = 200
PHONE_CHARACTERS = 100


def refuse_nul(text: str) -> str:
    """PostgreSQL cannot store NUL. Lone surrogates never come this far: pydantic refuses them itself."""
    if "\0" in text:
        raise PydanticCustomError("text_nul", "NUL")
    return text


def refuse_blank(text: str) -> str:
    """Only white space, invisible or unassigned characters say nothing."""
    if any(character.isprintable() and not character.isspace() for character in text):
        return text
    raise PydanticCustomError("text_blank", "blank")


def refuse_line_breaks(text: str) -> str:
    """Names and numbers are one line: a line break in them is an attempt at header injection or a mistake."""
    if len(text.splitlines()) > 1 or text != text.rstrip("\r\n"):
        raise PydanticCustomError("text_lines", "line break")
    return text


Narrative = Annotated[
    str,
    Field(min_length=1, max_length=NARRATIVE_CHARACTERS),
    AfterValidator(refuse_nul),
    AfterValidator(refuse_blank),
]
ExactWords = Annotated[str, Field(max_length=EXACT_WORDS_CHARACTERS), AfterValidator(refuse_nul)]
Place = Annotated[str, Field(max_length=PLACE_CHARACTERS), AfterValidator(refuse_nul)]
PersonName = Annotated[
    str, Field(max_length=NAME_CHARACTERS), AfterValidator(refuse_nul), AfterValidator(refuse_line_breaks)
]
PhoneNumber = Annotated[
    str, Field(max_length=PHONE_CHARACTERS), AfterValidator(refuse_nul), AfterValidator(refuse_line_breaks)
]
