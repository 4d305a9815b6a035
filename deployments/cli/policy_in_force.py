"""Put a policy in force, and move named cases to it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from deployments.cli.ask import Json, ask_installation
from models.installation import Installation

_SAID = {
    "moved": "neu geplant / planned anew",
    "unchanged": "unverändert: das geltende gilt schon / unchanged: the one in force applies already",
    "unknown": "es gibt keinen Vorgang mit diesem Aktenzeichen / there is no case with this reference",
    "refused": "nicht verschoben: nicht zugeteilt oder nicht mehr offen / not moved: not routed, or closed",
}
_FAILED = frozenset({"unknown", "refused"})


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

    Deadlines run as the policy in force counts them; the severity may only rise. A case that cannot be moved
    does not hold up the others; exit status 1 then.
    """
    from deployments.cli.actor import command_line_actor
    from models.errors import CaseNotFound, TransitionRefused
    from tasks.people.move_case import move_case

    async def move(place: Installation) -> dict[str, str]:
        outcomes: dict[str, str] = {}
        for ref in refs:
            try:
                moved = await move_case(place, ref, actor=command_line_actor(), now=place.clock())
                outcomes[ref] = "moved" if moved else "unchanged"
            except CaseNotFound:
                outcomes[ref] = "unknown"
            except TransitionRefused:
                outcomes[ref] = "refused"
        return outcomes

    outcomes = ask_installation(move)
    if as_json:
        typer.echo(json.dumps({"cases": outcomes}, ensure_ascii=False))
    else:
        for ref, outcome in outcomes.items():
            typer.echo(f"{ref}: {_SAID[outcome]}", err=outcome in _FAILED)
    raise typer.Exit(1 if _FAILED.intersection(outcomes.values()) else 0)
