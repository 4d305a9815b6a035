"""Work on cases from the terminal. Exit status 1: refused or not found, with the reason in words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from models.errors import (
    CaseNotFound,
    KeyUnavailable,
    MunicipalityNotFound,
    OfficerNotFound,
    StoreUnavailable,
    TransitionRefused,
)
from models.installation import Installation
from models.vocabulary import CaseState

T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="Case reference, such as MW-7K3M-92QX.")]

case = typer.Typer(help="List, show and take cases.", no_args_is_help=True)

_SPOKEN = {
    CaseNotFound: "Es gibt keinen Vorgang mit diesem Aktenzeichen. / There is no case with this reference.",
    OfficerNotFound: "Diese Kennung ist unbekannt oder nicht mehr aktiv. / No active officer has this id.",
    MunicipalityNotFound: "Diese Kommune ist nicht bekannt. / This municipality is not known.",
    StoreUnavailable: "Die Datenbank antwortet nicht. Läuft `meldeweg run`? / The database does not answer.",
}


@case.command("list")
def list_(
    as_json: Json = False,
    office: Annotated[str | None, typer.Option(help="Only cases of this office.")] = None,
    state: Annotated[list[CaseState] | None, typer.Option(help="Only cases in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Newest so many.")] = 200,
) -> None:
    """List cases, newest first."""
    from rich.console import Console

    from deployments.cli.case_json import case_to_json
    from deployments.cli.case_tables import show_cases
    from models.store.cases import list_cases
    from models.store.directory import list_municipalities

    async def read(place: Installation) -> tuple[list[dict[str, object]], Callable[[], None]]:
        async with place.transaction() as session:
            found = await list_cases(session, office_id=office, states=state or (), limit=limit)
            zones = {town.municipality_id: town.timezone for town in await list_municipalities(session)}
        return [case_to_json(row) for row in found], lambda: show_cases(Console(), found, timezones=zones)

    rows, show = _ask(read)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        show()


@case.command("show")
def show(ref: Ref, as_json: Json = False) -> None:
    """Show state, decision, deadlines, notices and audit entries of a case; never the report."""
    from rich.console import Console

    from deployments.cli.case_json import details_to_json
    from deployments.cli.case_tables import show_details
    from models.store.case_details import CaseDetails, get_case_details

    async def read(place: Installation) -> CaseDetails:
        async with place.transaction() as session:
            return await get_case_details(session, ref)

    details = _ask(read)
    if as_json:
        typer.echo(json.dumps(details_to_json(details), ensure_ascii=False, indent=2))
    else:
        show_details(Console(), details)


@case.command("acknowledge")
def acknowledge(
    ref: Ref,
    officer: Annotated[str, typer.Option("--as", metavar="OFFICER", help="Id of the officer who takes it.")],
    as_json: Json = False,
) -> None:
    """Take a case: stops its acknowledge deadline, and that one alone."""
    from deployments.cli.actor import command_line_actor
    from deployments.cli.case_json import case_to_json
    from models.actions.acknowledge_case import acknowledge_case
    from models.tables import CaseFile

    async def take(place: Installation) -> CaseFile:
        return await acknowledge_case(
            place, ref, officer, actor=command_line_actor(officer), now=place.clock()
        )

    taken = _ask(take)
    if as_json:
        typer.echo(json.dumps(case_to_json(taken), ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{taken.case_ref}: übernommen von {officer} / taken by {officer}")


def _ask(question: Callable[[Installation], Awaitable[T]]) -> T:
    """Ask the installation; what it refuses is said in words and ends with status 1."""

    async def ask() -> T:
        place = Installation.from_settings()
        try:
            return await question(place)
        finally:
            await place.close()

    try:
        return asyncio.run(ask())
    except TransitionRefused as refusal:
        typer.echo(f"Das geht bei diesem Vorgang nicht: {refusal} / refused: {refusal}", err=True)
    except (CaseNotFound, OfficerNotFound, MunicipalityNotFound, StoreUnavailable) as refusal:
        typer.echo(_SPOKEN[type(refusal)], err=True)
    except (KeyUnavailable, LookupError) as refusal:
        typer.echo(f"{refusal}", err=True)
    raise typer.Exit(1)
