"""What the text alone gives, and the examples written down beside these tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from models.rules.decision import TextAssessment
from models.rules.text import assess_text
from models.vocabulary import Severity

TODAY = date(2026, 11, 23)  # a Monday
EXAMPLES = Path(__file__).parent / "examples"
FRAMES = (
    "Am Dienstag kam ein Anruf. Die Person sagte: {text} Danach legte sie auf.",
    "Gestern lag ein Brief im Postfach. Darin stand: „{text}“ Der Brief ist aufbewahrt.",
    "On Tuesday somebody called. The person said: {text} Afterwards they hung up.",
    "In der E-Mail heißt es:\n\n{text}\n\nMit freundlichen Grüßen",
)


@dataclass(frozen=True)
class Example:
    """One line of an example file: the levels allowed, and the text."""

    file: str
    line: int
    low: Severity
    high: Severity
    text: str

    def __str__(self) -> str:
        return f"{self.file}-{self.line}"


def assess(text: str, exact_words: str | None = None, *, language: str = "de") -> TextAssessment:
    return assess_text(text, exact_words, language, today=TODAY)


@cache
def level(text: str, *, language: str = "de") -> Severity:
    reasons = assess(text, language=language).reasons
    return max((reason.severity for reason in reasons), key=lambda found: found.rank, default=Severity.LOW)


def rules(text: str) -> set[str]:
    return {reason.rule for reason in assess(text).reasons}


def read_examples() -> Iterator[Example]:
    for path in sorted(EXAMPLES.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            levels, text = line.split(" | ", 1)
            low, _, high = levels.strip().partition("..")
            yield Example(
                path.stem, number, Severity(low), Severity(high or low), text.strip().replace("⏎", "\n")
            )
