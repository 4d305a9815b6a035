"""The policy a command names, and what is wrong with it: file, line, key path and mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from models.policy import Policy


@dataclass(frozen=True, slots=True)
class LocatedProblem:
    """`line` is None when the file could not be read at all."""

    file: str
    line: int | None
    place: str
    problem: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where} {self.place}: {self.problem}"


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The bytes are read once: what is judged is what the lines are counted in."""

    name: str
    raw: bytes

    def load(self) -> Policy:
        """Raises PolicyRefused."""
        from models.policy import load_policy

        return load_policy(self.raw)

    def locate(self, problems: Iterable[tuple[str, str]]) -> list[LocatedProblem]:
        from models.policy.lines import find_line

        return [
            LocatedProblem(self.name, find_line(self.raw, place), place, text) for place, text in problems
        ]


def read_policy_file(file: str) -> PolicyFile:
    """A path, or the name of a shipped policy when there is no such path. Raises PolicyRefused."""
    from models.policy import SHIPPED
    from models.policy.load import read_policy, read_shipped

    if file in SHIPPED and not Path(file).exists():
        return PolicyFile(f"{file}.toml", read_shipped(file))
    return PolicyFile(file, read_policy(file))


def load_or_exit(file: str, *, status: int = 1) -> tuple[PolicyFile, Policy]:
    """Ends the program with `status` after naming every problem on the error stream."""
    from models.errors import PolicyRefused

    try:
        source = read_policy_file(file)
    except PolicyRefused as refusal:
        say_problems([LocatedProblem(file, None, place, text) for place, text in refusal.problems])
        raise typer.Exit(status) from None
    try:
        return source, source.load()
    except PolicyRefused as refusal:
        say_problems(source.locate(refusal.problems))
        raise typer.Exit(status) from None


def say_problems(problems: Iterable[LocatedProblem]) -> None:
    for problem in problems:
        typer.echo(str(problem), err=True)
