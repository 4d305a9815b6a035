"""`meldeweg doctor`: is this installation in order, and what is to be done."""

from __future__ import annotations

from typing import Annotated

import typer


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Ein JSON-Dokument / one JSON document")] = False,
) -> None:
    """Prüfen, ob alles in Ordnung ist; Status 1, wenn etwas zu tun ist. / Examine the installation.

    Changes nothing and sends no mail.
    """
    import asyncio
    import json

    from rich.console import Console
    from rich.table import Column, Table

    from deployments.doctor import Standing, examine

    _take_local_stack()
    findings = asyncio.run(examine())
    in_order = all(finding.standing is Standing.OK for finding in findings)
    if as_json:
        document = {"in_order": in_order, "findings": [finding.to_json() for finding in findings]}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        raise typer.Exit(0 if in_order else 1)
    marks = {Standing.OK: "[green]OK[/green]", Standing.PROBLEM: "[red]!![/red]", Standing.NOT_EXAMINED: "–"}
    table = Table(Column(no_wrap=True), Column(no_wrap=True), Column(), box=None, show_header=False)
    for finding in findings:
        words = f"{finding.words.de}\n[dim]{finding.words.en}[/dim]"
        table.add_row(marks[finding.standing], finding.check, words)
    console = Console(highlight=False)
    console.print(table)
    if in_order:
        console.print("Alles in Ordnung. / All in order.")
    else:
        console.print("Bitte die Zeilen mit !! bearbeiten. / Something is to be done: see the lines with !!.")
    raise typer.Exit(0 if in_order else 1)


def _take_local_stack() -> None:
    """Without a DATABASE_URL this is the installation of `meldeweg run`: its relay and addresses count.

    A service manager or container that hands over secrets as files hands over settings of its own too.
    """
    import os

    from pydantic import ValidationError

    from deployments.local.stack.environment import common_environment
    from deployments.local.stack.plan import Plan

    try:
        plan = Plan.from_settings("augsburg")
    except ValidationError:
        return  # the examination that reads it says so
    if plan.embedded and "CREDENTIALS_DIRECTORY" not in os.environ:
        os.environ.update(common_environment(plan))
