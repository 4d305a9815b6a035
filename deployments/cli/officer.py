"""`meldeweg officer …`: who is there and who is away. Exit status 1: refused, with the reason in words."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any

import typer

from deployments.cli.ask import Json, ask_installation
from deployments.cli.officer_token import OfficerId, Town, token
from models.installation import Installation
from models.tables import Absence, Officer

officer = typer.Typer(help="Personen und Abwesenheiten / people and absences.", no_args_is_help=True)
officer.add_typer(token, name="token")

_DAY = ["%Y-%m-%d"]
FirstDay = Annotated[
    datetime, typer.Option("--from", formats=_DAY, metavar="DATE", help="Erster Tag / first day.")
]
LastDay = Annotated[
    datetime, typer.Option("--until", formats=_DAY, metavar="DATE", help="Letzter Tag / last day.")
]
By = Annotated[str, typer.Option("--as", metavar="OFFICER", help="Kennung, die es einträgt / who enters it.")]


@officer.command("absent")
def absent(
    officer_id: OfficerId,
    from_on: FirstDay,
    until_on: LastDay,
    by: By = "",
    municipality: Town = None,
    as_json: Json = False,
) -> None:
    """Abwesenheit eintragen, beide Tage eingeschlossen. / Enter an absence, both days included."""
    from models.actions.absences import add_absence

    absence = _change(add_absence, officer_id, from_on, until_on, by=by, municipality=municipality)
    _tell(absence, "abwesend / absent", as_json=as_json)


@officer.command("present")
def present(
    officer_id: OfficerId,
    from_on: FirstDay,
    until_on: LastDay,
    by: By = "",
    municipality: Town = None,
    as_json: Json = False,
) -> None:
    """Abwesenheit zurücknehmen (genau diese Tage). / Take back the absence of exactly these days."""
    from models.actions.absences import remove_absence

    absence = _change(remove_absence, officer_id, from_on, until_on, by=by, municipality=municipality)
    _tell(absence, "wieder da / present again", as_json=as_json)


def _change(
    change: Callable[..., Awaitable[Absence]],
    officer_id: str,
    from_on: datetime,
    until_on: datetime,
    *,
    by: str,
    municipality: str | None,
) -> Absence:
    from deployments.cli.actor import command_line_actor

    async def enter(place: Installation) -> Absence:
        return await change(
            place,
            officer_id,
            from_on=from_on.date(),
            until_on=until_on.date(),
            municipality_id=municipality,
            actor=command_line_actor(by),
            now=place.clock(),
        )

    return ask_installation(enter)


@officer.command("list")
def list_(municipality: Town = None, as_json: Json = False) -> None:
    """Personen mit Stelle, Vertretung und Abwesenheiten zeigen. / Show people, deputies and absences."""
    from models.store.absences import list_absences
    from models.store.directory import get_municipality, list_officers
    from models.store.open_cases import local_day

    async def read(place: Installation) -> tuple[Sequence[Officer], Sequence[Absence], date]:
        async with place.transaction() as session:
            town = await get_municipality(session, municipality)
            today = local_day(place.clock(), town.timezone)
            people = await list_officers(session, town.municipality_id)
            return people, await list_absences(session, town.municipality_id, until_from=today), today

    people, absences, today = ask_installation(read)
    by_officer: dict[str, list[Absence]] = {}
    for absence in absences:
        by_officer.setdefault(absence.officer_id, []).append(absence)
    if as_json:
        rows = [_to_json(person, by_officer.get(person.officer_id, []), today=today) for person in people]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _show(people, by_officer)


def _to_json(person: Officer, absences: Sequence[Absence], *, today: date) -> dict[str, Any]:
    return {
        "officer": person.officer_id,
        "role": person.role.value,
        "office": person.office_id,
        "deputy": person.deputy_id,
        "present_today": not any(absence.from_on <= today <= absence.until_on for absence in absences),
        "absences": [
            {"from": absence.from_on.isoformat(), "until": absence.until_on.isoformat()}
            for absence in absences
        ],
    }


def _show(people: Sequence[Officer], absences: dict[str, list[Absence]]) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    # An id that is cut off cannot be typed again: it never wraps.
    table = Table(Column("Kennung", no_wrap=True), "Rolle", "Stelle", "Vertretung", "abwesend")
    for person in people:
        away = absences.get(person.officer_id, [])
        table.add_row(
            person.officer_id,
            person.role.value,
            person.office_id or "–",
            person.deputy_id or "–",
            ", ".join(f"{absence.from_on:%d.%m.%Y}–{absence.until_on:%d.%m.%Y}" for absence in away) or "–",
        )
    Console().print(table)


def _tell(absence: Absence, words: str, *, as_json: bool) -> None:
    days = {"from": absence.from_on.isoformat(), "until": absence.until_on.isoformat()}
    if as_json:
        typer.echo(json.dumps({"officer": absence.officer_id} | days, ensure_ascii=False))
    else:
        typer.echo(f"{absence.officer_id}: {words}, {days['from']} – {days['until']}")
