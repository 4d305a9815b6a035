"""One e-mail address a mail server will take (RFC 5321), nothing that could become a second recipient."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

# RFC 5321 4.5.3.1: 64 octets of local part; the path of 256 octets holds the angle brackets too.
EMAIL_CHARACTERS = 254
_LOCAL = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)
_LABELS_AT_LEAST = 2


def check_email_address(text: str) -> str:
    """Dot-atom, one @, a domain of two labels or more (umlauts by IDNA). An empty text means no address."""
    if not text:
        return text
    local, _, domain = text.partition("@")
    if not _LOCAL.fullmatch(local) or not _is_domain(domain):
        raise PydanticCustomError("email_syntax", "no e-mail address")
    return text


def _is_domain(domain: str) -> bool:
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    labels = ascii_domain.split(".")
    return (
        len(labels) >= _LABELS_AT_LEAST
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )


EmailAddress = Annotated[
    str,
    Field(max_length=EMAIL_CHARACTERS, json_schema_extra={"format": "email"}),
    AfterValidator(check_email_address),
]
