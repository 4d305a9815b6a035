"""`meldeweg policy …`: prove, read and compare policies."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deployments.cli.policy_file import load_or_exit

if TYPE_CHECKING:
    from rich.table import Table

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
    from deployments.cli.policy_check import check_file

    outcome = check_file(file)
    if as_json:
        _print_json(outcome.to_json())
    else:
        _print(*outcome.to_lines())
    raise typer.Exit(1 if outcome.problems else 0)


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

    _, loaded = load_or_exit(file)
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
    from models.clock import utc_now
    from models.policy.compare import compare_files
    from models.policy.consequences import compare_decisions

    (_, before), (_, after) = load_or_exit(old), load_or_exit(new)
    changes, consequences = (
        compare_files(before, after),
        compare_decisions(before, after, today=utc_now().date()),
    )
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


def _print(*parts: Table | str) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
