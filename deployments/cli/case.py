"""Work on cases from the terminal. Exit status 1: refused or not found, with the reason in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated

import typer

from deployments.cli.ask import Json, Ref, ask_installation
from deployments.cli.case_course import acknowledge, close, hand_over, link, reopen
from deployments.cli.case_judging import add_answers, confirm_severity, mark_biased
from deployments.cli.case_legal import legal
from deployments.cli.case_time import extend, pause, record_contact, resume
from models.installation import Installation
from models.vocabulary import CaseState

Viewer = Annotated[
    str | None,
    typer.Option("--as", metavar="OFFICER", help="Id of who looks: sees no case they must not see."),
]

case = typer.Typer(help="List, show, take, judge and close cases.", no_args_is_help=True)
case.command("acknowledge")(acknowledge)
case.command("record-contact")(record_contact)
case.command("pause")(pause)
case.command("resume")(resume)
case.command("extend")(extend)
case.command("hand-over")(hand_over)
case.command("close")(close)
case.command("reopen")(reopen)
case.command("link")(link)
case.command("confirm-severity")(confirm_severity)
case.command("add-answers")(add_answers)
case.command("mark-biased")(mark_biased)
case.add_typer(legal, name="legal")


@case.command("list")
def list_(
    as_json: Json = False,
    office: Annotated[str | None, typer.Option(help="Only cases of this office.")] = None,
    state: Annotated[list[CaseState] | None, typer.Option(help="Only cases in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Newest so many.")] = 200,
    officer: Viewer = None,
) -> None:
    """List cases, newest first."""
    from rich.console import Console

    from api.schemas.case import case_to_json
    from deployments.cli.case_tables import show_cases
    from models.store.cases import list_cases
    from models.store.directory import list_municipalities

    async def read(place: Installation) -> tuple[list[dict[str, object]], Callable[[], None]]:
        async with place.transaction() as session:
            found = await list_cases(
                session, office_id=office, states=state or (), limit=limit, unseen_by=officer
            )
            zones = {town.municipality_id: town.timezone for town in await list_municipalities(session)}
        return [case_to_json(row) for row in found], lambda: show_cases(Console(), found, timezones=zones)

    rows, show = ask_installation(read)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        show()


@case.command("show")
def show(ref: Ref, officer: Viewer = None, as_json: Json = False) -> None:
    """Show state, decision, deadlines, notices and audit entries of a case; never the report."""
    from rich.console import Console

    from api.schemas.case import details_to_json
    from deployments.cli.case_tables import show_details
    from models.actions.permission import check_may_see
    from models.store.case_details import CaseDetails, get_case_details

    async def read(place: Installation) -> CaseDetails:
        async with place.transaction() as session:
            details = await get_case_details(session, ref)
            if officer is not None:
                await check_may_see(session, details.case, officer)
            return details

    details = ask_installation(read)
    if as_json:
        typer.echo(json.dumps(details_to_json(details), ensure_ascii=False, indent=2))
    else:
        show_details(Console(), details)
