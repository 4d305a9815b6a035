"""What the local stack says to the person who starts it, in German and English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.errors import MeldewegError


@dataclass(frozen=True)
class Words:
    """One message in both languages."""

    de: str
    en: str

    def __str__(self) -> str:
        return f"{self.de} / {self.en}"


Tell = Callable[[Words], None]
"""Takes a remark for the person at the terminal."""


def say_nothing(_: Words) -> None:
    """The `Tell` of callers that have nobody to talk to."""


class StartRefused(MeldewegError):
    """The stack cannot start here; every problem is in `problems`, told at once."""

    code = "start_refused"

    def __init__(self, *problems: Words) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.en for problem in problems))
