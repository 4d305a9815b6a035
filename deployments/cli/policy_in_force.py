"""Put a policy in force, and move named cases to it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from deployments.cli.ask import Json, ask_installation
from models.installation import Installation


def activate(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="Datei oder mitgeliefertes Regelwerk / file or shipped policy"),
    ],
    as_json: Json = False,
) -> None:
    """Ein geprüftes Regelwerk in Kraft setzen. / Put a policy in force that passes its check.

    New reports are decided by it. Open cases keep theirs; `policy replan` moves the ones you name. Exit
    status 1 when it is refused: the running policy stays.
    """
    from deployments.cli.actor import command_line_actor
    from deployments.cli.policy_file import load_or_exit, say_problems
    from models.actions.activate_policy import activate_policy
    from models.errors import PolicyRefused

    source, policy = load_or_exit(file)

    async def put_in_force(place: Installation) -> bool:
        return await activate_policy(place, policy, actor=command_line_actor(), now=place.clock())

    try:
        activated = ask_installation(put_in_force)
    except PolicyRefused as refusal:
        say_problems(source.locate(refusal.problems))
        raise typer.Exit(1) from None
    if as_json:
        reference = dict(policy.ruleset.reference)
        typer.echo(json.dumps({"activated": activated, "policy": reference}, ensure_ascii=False))
    else:
        said = "in Kraft gesetzt / in force" if activated else "schon in Kraft / in force already"
        typer.echo(f"{policy.id} {policy.version}: {said}")


def replan(
    refs: Annotated[list[str], typer.Argument(metavar="REF…", help="Aktenzeichen / case references")],
    as_json: Json = False,
) -> None:
    """Genannte offene Fälle nach dem geltenden Regelwerk neu planen. / Move named open cases to it.

    Deadlines run as the policy in force counts them; the severity may only rise.
    """
    from deployments.cli.actor import command_line_actor
    from tasks.people.move_case import move_case

    async def move(place: Installation) -> dict[str, bool]:
        return {
            ref: await move_case(place, ref, actor=command_line_actor(), now=place.clock()) for ref in refs
        }

    moved = ask_installation(move)
    if as_json:
        typer.echo(json.dumps({"moved": moved}, ensure_ascii=False))
        return
    for ref, changed in moved.items():
        said = "neu geplant / planned anew" if changed else "unverändert / unchanged"
        typer.echo(f"{ref}: {said}")
