"""The course of a case from the terminal: take, hand over, close, reopen, link. Exit status 1: refused."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from deployments.cli.ask import Json, Ref, ask_installation
from deployments.cli.case_acting import ActingOfficer, Reason, act_on_case, read_words, tell_case
from models.installation import Installation
from models.tables import CaseFile


def acknowledge(ref: Ref, officer: ActingOfficer, as_json: Json = False) -> None:
    """Vorgang übernehmen: beendet die Frist zur Übernahme, sonst keine. / Take a case."""
    from deployments.cli.actor import command_line_actor
    from models.actions.acknowledge_case import acknowledge_case

    async def take(place: Installation) -> CaseFile:
        return await acknowledge_case(
            place, ref, officer, actor=command_line_actor(officer), now=place.clock()
        )

    taken = ask_installation(take)
    tell_case(taken, f"übernommen von {officer} / taken by {officer}", as_json=as_json)


def hand_over(
    ref: Ref,
    office: Annotated[str, typer.Argument(metavar="OFFICE", help="Kennung der Stelle / id of the office.")],
    officer: ActingOfficer,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """An eine andere Stelle übergeben. / Hand a case over to another office."""
    from models.actions.hand_over_case import hand_over_case

    act = partial(hand_over_case, officer_id=officer, office_id=office, reason=read_words(reason))
    case = act_on_case(ref, act, officer=officer)
    tell_case(case, f"übergeben an {office} / handed over to {office}", as_json=as_json)


def close(
    ref: Ref,
    officer: ActingOfficer,
    reason: Reason = None,
    feedback_told: Annotated[
        bool, typer.Option("--feedback-told", help="Die meldende Person kennt das Ergebnis / result told.")
    ] = False,
    confirm_legal: Annotated[
        bool, typer.Option("--confirm-legal", help="Auch wenn gesetzliche Fristen laufen / also legal ones.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Vorgang schließen; alle Fristen enden. / Close a case; all its deadlines end."""
    from models.actions.close_case import close_case

    act = partial(
        close_case,
        officer_id=officer,
        reason=read_words(reason),
        feedback_told=feedback_told,
        confirm_legal=confirm_legal,
    )
    tell_case(act_on_case(ref, act, officer=officer), "geschlossen / closed", as_json=as_json)


def reopen(ref: Ref, officer: ActingOfficer, reason: Reason = None, as_json: Json = False) -> None:
    """Geschlossenen Vorgang wieder aufnehmen. / Reopen a closed case; its deadlines begin anew."""
    from models.actions.reopen_case import reopen_case

    act = partial(reopen_case, officer_id=officer, reason=read_words(reason))
    tell_case(act_on_case(ref, act, officer=officer), "wieder aufgenommen / reopened", as_json=as_json)


def link(
    ref: Ref,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Zweites Aktenzeichen / the other case.")],
    officer: ActingOfficer,
    as_json: Json = False,
) -> None:
    """Zwei Vorgänge verknüpfen. / Note that two cases belong together."""
    from deployments.cli.actor import command_line_actor
    from models.actions.link_cases import link_cases

    async def join(place: Installation) -> CaseFile:
        return await link_cases(
            place, ref, other, officer_id=officer, actor=command_line_actor(officer), now=place.clock()
        )

    tell_case(ask_installation(join), "verknüpft / linked", as_json=as_json)
