"""In which language somebody is answered: asked for, else preferred by the browser, else German."""

from __future__ import annotations

from enum import StrEnum

_LONGEST_HEADER = 1_000


class Language(StrEnum):
    DE = "de"
    EN = "en"

    @property
    def other(self) -> Language:
        return Language.EN if self is Language.DE else Language.DE


def choose_language(asked: str | None, accept_language: str | None) -> Language:
    """`asked` is ?lang= or the form's own field; Accept-Language (RFC 9110 12.5.4) is the second choice."""
    if asked in set(Language):
        return Language(asked)
    weights: dict[Language, float] = {}
    for part in (accept_language or "")[:_LONGEST_HEADER].split(","):
        tag, _, parameter = part.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary in set(Language):
            weights.setdefault(Language(primary), _read_weight(parameter))
    best = max(weights.values(), default=0.0)
    if best <= 0 or weights.get(Language.DE) == best:
        return Language.DE
    return Language.EN


def _read_weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
