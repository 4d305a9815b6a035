"""What every command on a case shares: who acts, with what reason, and what is said afterwards."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli.ask import ask_installation
from models.installation import Installation
from models.tables import CaseFile

if TYPE_CHECKING:
    from models.actions.take_action import Act

STANDARD_INPUT = "-"
ActingOfficer = Annotated[
    str, typer.Option("--as", metavar="OFFICER", help="Kennung, die handelt / id of the officer who acts.")
]
Reason = Annotated[
    str | None,
    typer.Option(help="Begründung; - liest sie von der Standardeingabe / the reason; - reads stdin."),
]


def act_on_case(case_ref: str, act: Act, *, officer: str) -> CaseFile:
    """The case afterwards; ends the program with status 1 and words when the action is refused."""
    from deployments.cli.actor import command_line_actor
    from models.actions.take_action import take_action
    from tasks.people.tell_people import tell_people

    async def take(place: Installation) -> CaseFile:
        return await take_action(
            place,
            case_ref,
            act,
            actor=command_line_actor(officer),
            now=place.clock(),
            tell=tell_people,
        )

    return ask_installation(take)


def tell_case(case: CaseFile, words: str, *, as_json: bool) -> None:
    from api.schemas.case import case_to_json

    if as_json:
        typer.echo(json.dumps(case_to_json(case), ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{case.case_ref}: {words}")


def read_words(reason: str | None) -> str | None:
    """The reason itself, or what comes over standard input."""
    return sys.stdin.read() if reason == STANDARD_INPUT else reason


def read_until(text: str) -> datetime:
    """The moment typed; ends with status 1 and words when it is none."""
    from models.refusals import MomentUnreadable
    from models.rules.moments import read_moment

    try:
        return read_moment(text)
    except MomentUnreadable as refusal:
        typer.echo(f"{refusal.message_de} / {refusal.message_en}", err=True)
        raise typer.Exit(1) from None


def read_source(source: str) -> bytes:
    """The file, or standard input; ends with status 1 and words when it cannot be read."""
    try:
        return sys.stdin.buffer.read() if source == STANDARD_INPUT else Path(source).read_bytes()
    except OSError:
        typer.echo("Die Datei lässt sich nicht lesen. / The file cannot be read.", err=True)
        raise typer.Exit(1) from None
