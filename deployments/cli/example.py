"""The shipped example: the Augsburg offices, with addresses that reach nobody."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

example = typer.Typer(help="The shipped example data.", no_args_is_help=True)


@example.callback()
def _group() -> None:
    """Keeps `load` a command of its own."""


@example.command("load")
def load(
    policy: Annotated[
        str, typer.Option(help="Shipped policy: augsburg, or demo with short times.")
    ] = "augsburg",
) -> None:
    """Put the shipped policy in force, with its offices, people and partners. Twice changes nothing.

    A policy of your own that is in force stays in force.
    """
    from deployments.cli.actor import command_line_actor
    from models.actions.activate_policy import load_example
    from models.clock import utc_now
    from models.errors import PolicyRefused
    from models.installation import Installation
    from models.policy import shipped_policy

    async def put_in_force() -> bool | None:
        place = Installation.from_settings()
        try:
            return await load_example(
                place, shipped_policy(policy), actor=command_line_actor(), now=utc_now()
            )
        finally:
            await place.close()

    try:
        activated = asyncio.run(put_in_force())
    except PolicyRefused as refusal:
        for where, what in refusal.problems:
            typer.echo(f"{where}: {what}", err=True)
        raise typer.Exit(1) from None
    said = {
        True: "in Kraft gesetzt / in force",
        False: "schon in Kraft / in force already",
        None: "ein eigenes Regelwerk ist in Kraft und bleibt es / a policy of your own is in force and stays",
    }
    typer.echo(said[activated])
