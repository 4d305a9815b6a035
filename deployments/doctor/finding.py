"""One line of the doctor's: in order, or what to do. Never an address, a name or a word of a report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from deployments.local.words import Words


class Standing(StrEnum):
    """`not_examined`: something else has to be mended first, which has a line of its own."""

    OK = "ok"
    PROBLEM = "problem"
    NOT_EXAMINED = "not_examined"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is a stable name for programs."""

    check: str
    standing: Standing
    words: Words

    def to_json(self) -> dict[str, str]:
        return {"check": self.check, "standing": self.standing, "de": self.words.de, "en": self.words.en}


def fine(check: str, de: str, en: str) -> Finding:
    return Finding(check, Standing.OK, Words(de, en))


def problem(check: str, de: str, en: str) -> Finding:
    return Finding(check, Standing.PROBLEM, Words(de, en))


def not_examined(check: str, de: str, en: str) -> Finding:
    return Finding(check, Standing.NOT_EXAMINED, Words(de, en))
