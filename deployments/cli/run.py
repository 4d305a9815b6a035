"""`meldeweg run`: the whole stack on this machine; `meldeweg catch-mails`: its mail catcher alone."""

from __future__ import annotations

from typing import Annotated

import typer


def run(
    policy: Annotated[
        str, typer.Option(help="Regelwerk des Beispiels: augsburg oder demo / policy: augsburg or demo")
    ] = "augsburg",
    as_json: Annotated[
        bool, typer.Option("--json", help="Adressen als eine JSON-Zeile / addresses as one JSON line")
    ] = False,
) -> None:
    """Alles auf diesem Rechner starten, bis Strg-C. / Start everything on this machine, until Ctrl-C."""
    from pydantic import ValidationError

    from deployments.local.stack import run_stack
    from deployments.local.stack.plan import Plan
    from deployments.local.stack.screen import Screen
    from deployments.local.words import Words

    screen = Screen(as_json=as_json)
    try:
        plan = Plan.from_settings(policy)
    except ValidationError as error:
        names = ", ".join("_".join(str(part) for part in problem["loc"]) for problem in error.errors())
        screen.tell_problems(
            [
                Words(
                    f"Eine Einstellung ist ungültig: {error.title}: {names}.",
                    f"A setting is not valid: {error.title}: {names}.",
                )
            ]
        )
        raise typer.Exit(1) from None
    raise typer.Exit(run_stack(plan, screen))


def catch_mails() -> None:
    """Mails abfangen und im Browser zeigen. / Catch mails and show them in the browser."""
    import asyncio

    from deployments.local.mail_catcher import catch_mails as catch
    from models.settings.local import LocalSettings
    from models.settings.paths import home

    settings = LocalSettings()
    asyncio.run(
        catch(
            home() / "mails",
            mail_port=settings.mail_port,
            web_port=settings.mail_web_port,
            kept=settings.mails_kept,
        )
    )
