"""`meldeweg policy check`: what it proved or found, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from deployments.cli.policy_file import LocatedProblem, read_policy_file
from models.clock import utc_now
from models.errors import PolicyRefused
from models.policy.check import PROOFS, check_policy
from models.rules.calendar import office_calendar

_READING = "reading"
_COVERED = {
    "rules": "Regeln / rules",
    "reports": "Meldungen / reports",
    "office_rules": "Regeln für Stellen / for offices",
    "partner_rules": "für Partner / for partners",
    "deadline_rules": "für Fristen / for deadlines",
}
_SAID = {
    _READING: "Datei lesen / reading the file",
    "severity": "Dringlichkeit beweisen / proving severity",
    "offices": "Stellen beweisen / proving offices",
    "partners": "Partner beweisen / proving partners",
    "deadlines": "Fristen beweisen / proving deadlines",
}


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """`reference` is empty when the file could not even be loaded."""

    file: str
    reference: dict[str, str]
    problems: list[LocatedProblem]
    notes: tuple[tuple[str, str], ...] = ()
    covered: dict[str, int] | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "policy": self.reference or None,
            "sound": not self.problems,
            "problems": [asdict(problem) for problem in self.problems],
            "notes": [{"place": place, "note": text} for place, text in self.notes],
            "covered": self.covered or {},
        }

    def to_lines(self) -> Iterator[str]:
        """With the markup of rich."""
        for place, text in self.notes:
            yield f"[yellow]•[/] {escape(place)}: {escape(text)}"
        if self.problems:
            yield from (escape(str(problem)) for problem in self.problems)
            count = len(self.problems)
            yield f"[red]✗[/] {escape(self.file)}: nicht verwendbar / not usable ({count})"
            return
        name = f"{self.reference['id']} {self.reference['version']} ({self.reference['sha256'][:12]})"
        yield (
            f"[green]✔[/] {escape(name)}: jede Meldung erhält Stufe, Stelle und Fristen / "
            "every report gets a level, an office and its deadlines"
        )
        yield "  " + ", ".join(f"{count} {_COVERED[name]}" for name, count in (self.covered or {}).items())


def check_file(file: str) -> CheckedFile:
    """Load and prove; what is wrong is in the answer, nothing is raised."""
    with _show_progress() as begin:
        begin(_READING)
        try:
            source = read_policy_file(file)
        except PolicyRefused as refusal:
            unread = [LocatedProblem(file, None, place, text) for place, text in refusal.problems]
            return CheckedFile(file, {}, unread)
        try:
            policy = source.load()
        except PolicyRefused as refusal:
            return CheckedFile(source.name, {}, source.locate(refusal.problems))
        today = office_calendar(policy.ruleset, None).local_day(utc_now())
        outcome = check_policy(policy, today=today, on_proof=begin)
        return CheckedFile(
            source.name,
            dict(policy.ruleset.reference),
            source.locate(outcome.problems),
            outcome.notes,
            outcome.covered,
        )


@contextmanager
def _show_progress() -> Iterator[Callable[[str], None]]:
    """On the error stream and only for a terminal: what the command prints stays clean."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=1 + len(PROOFS))
        begun = False

        def begin(stage: str) -> None:
            nonlocal begun
            progress.update(task, description=_SAID[stage], advance=1 if begun else 0, refresh=True)
            begun = True

        yield begin
