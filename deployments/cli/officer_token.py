"""`meldeweg officer token …`: access of a person's programs. Exit status 1: refused, with the reason."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from deployments.cli.ask import Json, ask_installation
from models.installation import Installation

token = typer.Typer(help="Zugang zur API / access through the API.", no_args_is_help=True)

OfficerId = Annotated[str, typer.Argument(metavar="OFFICER", help="Kennung der Person / id of the person.")]
Town = Annotated[str | None, typer.Option(metavar="SLUG", help="Kommune, wenn es mehrere gibt.")]
By = Annotated[str, typer.Option("--as", metavar="OFFICER", help="Kennung, die es tut / who does it.")]


@token.command("issue")
def issue(
    officer_id: OfficerId,
    days: Annotated[int, typer.Option(help="Gültig so viele Tage, höchstens 366 / days.")] = 90,
    by: By = "",
    municipality: Town = None,
    as_json: Json = False,
) -> None:
    """Zugang ausstellen; er wird nur dieses eine Mal gezeigt. / Issue a token; shown this once."""
    from deployments.cli.actor import command_line_actor
    from models.actions.officer_tokens import IssuedToken, issue_token

    async def give(place: Installation) -> IssuedToken:
        return await issue_token(
            place,
            officer_id,
            days=days,
            municipality_id=municipality,
            actor=command_line_actor(by),
            now=place.clock(),
        )

    issued = ask_installation(give)
    expires = f"{issued.expires_at:%Y-%m-%dT%H:%M:%SZ}"
    if as_json:
        typer.echo(json.dumps({"officer": officer_id, "token": issued.secret, "expires_at": expires}))
        return
    typer.echo(issued.secret)
    typer.echo(
        f"Gültig bis {expires}. Wird nicht noch einmal gezeigt. / Valid until then; not shown again.",
        err=True,
    )


@token.command("revoke")
def revoke(officer_id: OfficerId, by: By = "", municipality: Town = None, as_json: Json = False) -> None:
    """Alle Zugänge einer Person widerrufen. / Revoke every token of a person."""
    from deployments.cli.actor import command_line_actor
    from models.actions.officer_tokens import revoke_tokens

    async def take(place: Installation) -> int:
        return await revoke_tokens(
            place,
            officer_id,
            municipality_id=municipality,
            actor=command_line_actor(by),
            now=place.clock(),
        )

    revoked = ask_installation(take)
    if as_json:
        typer.echo(json.dumps({"officer": officer_id, "revoked": revoked}))
    else:
        typer.echo(f"{officer_id}: {revoked} widerrufen / revoked")
