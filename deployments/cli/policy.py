"""`meldeweg policy …`: prove, read and compare policies."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from models.policy import Policy

policy = typer.Typer(
    help="Regelwerke prüfen, lesen, vergleichen / check, read, compare", no_args_is_help=True
)

File = Annotated[
    str,
    typer.Argument(metavar="FILE", help="Datei oder mitgeliefertes Regelwerk / file or shipped policy"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Ausgabe als JSON / print JSON")]


@policy.command()
def check(file: File = "augsburg", as_json: AsJson = False) -> None:
    """Beweisen, dass ein Regelwerk jede Meldung entscheidet. / Prove that a policy decides every report.

    Exit status 1 when it does not: such a policy cannot be put in force.
    """
    from models.clock import utc_now
    from models.errors import PolicyRefused
    from models.policy.check import check_policy
    from models.rules.calendar import office_calendar

    try:
        loaded = _load(file)
        today = office_calendar(loaded.ruleset, None).local_day(utc_now())
        outcome = check_policy(loaded, today=today)
        problems, notes, covered = outcome.problems, outcome.notes, outcome.covered
        reference = dict(loaded.ruleset.reference)
    except PolicyRefused as refusal:
        problems, notes, covered, reference = tuple(refusal.problems), (), {}, {}
    if as_json:
        _print_json(
            {
                "policy": reference or None,
                "sound": not problems,
                "problems": [{"place": place, "problem": text} for place, text in problems],
                "notes": [{"place": place, "note": text} for place, text in notes],
                "covered": covered,
            }
        )
    else:
        _print_check(file, reference, problems=problems, notes=notes, covered=covered)
    raise typer.Exit(1 if problems else 0)


@policy.command()
def show(
    file: File = "augsburg",
    as_json: AsJson = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Ausgabe als Seite in Markdown / a page in Markdown")
    ] = False,
) -> None:
    """Ein Regelwerk als Tabellen lesen. / Read a policy as tables."""
    import tomllib

    from models.policy.freeze import PublicHolidays

    loaded = load_or_exit(file)
    days = loaded.ruleset.calendar.public_holidays
    holidays = (
        {day.isoformat(): name for day, name in days.items()} if isinstance(days, PublicHolidays) else {}
    )
    if as_json:
        document = tomllib.loads(loaded.text)
        _print_json({"sha256": loaded.sha256, "policy": document, "public_holidays": holidays})
        return
    from deployments.cli.policy_tables import policy_markdown, policy_tables

    if as_markdown:
        typer.echo(policy_markdown(loaded), nl=False)
        return
    _print(*policy_tables(loaded))


@policy.command()
def diff(old: File, new: File, as_json: AsJson = False) -> None:
    """Zwei Regelwerke vergleichen. / Compare two policies: the files, and what they decide."""
    from models.policy.compare import compare_decisions, compare_files

    before, after = load_or_exit(old), load_or_exit(new)
    changes, consequences = compare_files(before, after), compare_decisions(before, after)
    if as_json:
        _print_json(
            {
                "changes": [asdict(change) for change in changes],
                "decided_otherwise": [asdict(consequence) for consequence in consequences],
            }
        )
        return
    from deployments.cli.policy_tables import changes_table, consequences_table

    _print(changes_table(changes), consequences_table(consequences))


def _load(file: str) -> Policy:
    from models.policy import SHIPPED, load_policy, shipped_policy

    return shipped_policy(file) if file in SHIPPED and not Path(file).exists() else load_policy(file)


def load_or_exit(file: str) -> Policy:
    from models.errors import PolicyRefused

    try:
        return _load(file)
    except PolicyRefused as refusal:
        for place, text in refusal.problems:
            typer.echo(f"{place}: {text}", err=True)
        raise typer.Exit(1) from None


def _print_check(
    file: str,
    reference: dict[str, str],
    *,
    problems: Iterable[tuple[str, str]],
    notes: Iterable[tuple[str, str]],
    covered: dict[str, int],
) -> None:
    from deployments.cli.policy_tables import problems_table

    for place, text in notes:
        _print(f"[yellow]•[/] {place}: {text}")
    if problems:
        _print(problems_table(problems), f"[red]✗[/] {file}: nicht verwendbar / not usable")
        return
    tried = ", ".join(f"{count} {name}" for name, count in covered.items())
    _print(
        f"[green]✔[/] {reference['id']} {reference['version']} ({reference['sha256'][:12]}): "
        "jede Meldung erhält Stufe, Stelle und Fristen / "
        "every report gets a level, an office and its deadlines",
        f"  {tried}",
    )


def _print(*parts: Table | str) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
