"""`meldeweg deadlines`: what is missed and what comes, as a timeline."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from deployments.cli.ask import Json, ask_installation
from models.installation import Installation
from models.vocabulary import DeadlineKind


def deadlines(
    hours: Annotated[int, typer.Option(min=1, max=24 * 366, help="So viele Stunden voraus / ahead.")] = 48,
    office: Annotated[str | None, typer.Option(help="Nur diese Stelle / only this office.")] = None,
    kind: Annotated[list[DeadlineKind] | None, typer.Option(help="Nur diese Fristen / only these.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Je Stelle höchstens / at most.")] = 100,
    as_json: Json = False,
) -> None:
    """Überschrittene und kommende Fristen zeigen. / Show missed and coming deadlines. Changes nothing."""
    from datetime import timedelta

    from rich.console import Console

    from deployments.cli.deadline_timeline import Line, line_to_json, read_line, show_timeline
    from models.store.directory import list_municipalities
    from models.store.timeline import list_timeline

    async def read(place: Installation) -> list[Line]:
        now = place.clock()
        async with place.transaction() as session:
            zones = {town.municipality_id: town.timezone for town in await list_municipalities(session)}
            rows = await list_timeline(
                session,
                now=now,
                until=now + timedelta(hours=hours),
                limit=limit,
                office_id=office,
                kinds=kind or (),
            )
        return [
            read_line(deadline, case, timezone=zones[case.municipality_id], now=now)
            for deadline, case in rows
        ]

    lines = ask_installation(read)
    if as_json:
        typer.echo(json.dumps([line_to_json(line) for line in lines], ensure_ascii=False, indent=2))
    else:
        show_timeline(Console(highlight=False), lines, hours=hours)
