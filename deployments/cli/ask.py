"""Ask the installation from the terminal; what it refuses is said in German and English, with status 1."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from models.errors import (
    CaseNotFound,
    KeyUnavailable,
    MunicipalityNotFound,
    OfficerNotFound,
    ReportRefused,
    StoreUnavailable,
    TransitionRefused,
)
from models.installation import Installation
from models.refusals import ActionRefused

T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="Case reference, such as MW-7K3M-92QX.")]

_SPOKEN = {
    CaseNotFound: "Es gibt keinen Vorgang mit diesem Aktenzeichen. / There is no case with this reference.",
    OfficerNotFound: "Diese Kennung ist unbekannt oder nicht mehr aktiv. / No active officer has this id.",
    MunicipalityNotFound: "Diese Kommune ist nicht bekannt. / This municipality is not known.",
    StoreUnavailable: "Die Datenbank antwortet nicht. Läuft `meldeweg run`? / The database does not answer.",
}


def ask_installation(question: Callable[[Installation], Awaitable[T]]) -> T:
    """The answer; ends the program with status 1 when the installation refuses."""

    async def ask() -> T:
        place = Installation.from_settings()
        try:
            return await question(place)
        finally:
            await place.close()

    try:
        return asyncio.run(ask())
    except ActionRefused as refusal:
        typer.echo(f"{refusal.message_de} / {refusal.message_en}", err=True)
    except TransitionRefused as refusal:
        typer.echo(f"Das geht bei diesem Vorgang nicht: {refusal} / refused: {refusal}", err=True)
    except ReportRefused as refusal:
        for problem in refusal.problems:
            place = f"{problem.field}: " if problem.field else ""
            typer.echo(f"{place}{problem.message_de} / {problem.message_en}", err=True)
    except (CaseNotFound, OfficerNotFound, MunicipalityNotFound, StoreUnavailable) as refusal:
        typer.echo(_SPOKEN[type(refusal)], err=True)
    except (KeyUnavailable, LookupError) as refusal:
        typer.echo(f"{refusal}", err=True)
    raise typer.Exit(1)
