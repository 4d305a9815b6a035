"""Time on a case, from the terminal: contacted, paused, resumed, extended. Exit status 1: refused."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from deployments.cli.ask import Json, Ref
from deployments.cli.case_acting import ActingOfficer, Reason, act_on_case, read_until, read_words, tell_case
from models.vocabulary import DeadlineKind

_MOMENT = "Tag oder Tag und Uhrzeit, z. B. 2026-12-01T14:30 / a day or day and time, local."
Until = Annotated[str, typer.Option(metavar="MOMENT", help=_MOMENT)]


def record_contact(
    ref: Ref,
    officer: ActingOfficer,
    at: Annotated[str | None, typer.Option(metavar="MOMENT", help=_MOMENT)] = None,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Ersten Kontakt eintragen, auch nachträglich. / Enter that somebody was contacted, also afterwards."""
    from models.actions.record_contact import record_contact as record

    contacted_at = None if at is None else read_until(at)
    act = partial(record, officer_id=officer, contacted_at=contacted_at, reason=read_words(reason))
    case = act_on_case(ref, act, officer=officer)
    tell_case(case, "Kontakt eingetragen / contact entered", as_json=as_json)


def pause(
    ref: Ref, officer: ActingOfficer, until: Until, reason: Reason = None, as_json: Json = False
) -> None:
    """Vorgang mit Grund und Ende pausieren. / Pause a case with a reason, until a day."""
    from models.actions.pause_case import pause_case

    act = partial(pause_case, officer_id=officer, until=read_until(until), reason=read_words(reason))
    case = act_on_case(ref, act, officer=officer)
    ends = "" if case.pause_ends_at is None else f"{case.pause_ends_at:%Y-%m-%dT%H:%MZ}"
    tell_case(case, f"pausiert bis {ends} / paused until {ends}", as_json=as_json)


def resume(ref: Ref, officer: ActingOfficer, as_json: Json = False) -> None:
    """Pause beenden. / End the pause; its deadlines go on."""
    from models.actions.pause_case import resume_case

    case = act_on_case(ref, partial(resume_case, officer_id=officer), officer=officer)
    tell_case(case, "wird fortgesetzt / goes on", as_json=as_json)


def extend(
    ref: Ref,
    kind: Annotated[DeadlineKind, typer.Argument(metavar="DEADLINE", help="Welche Frist / which deadline.")],
    officer: ActingOfficer,
    until: Until,
    reason: Reason = None,
    second: Annotated[
        str | None, typer.Option(metavar="OFFICER", help="Zweite Person, die zustimmt / second person.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Eine eigene Frist mit zweiter Person verlängern. / Extend a deadline, together with a second person."""
    from models.actions.extend_deadline import extend_deadline

    act = partial(
        extend_deadline,
        officer_id=officer,
        kind=kind,
        until=read_until(until),
        reason=read_words(reason),
        second_id=second,
    )
    case = act_on_case(ref, act, officer=officer)
    tell_case(case, f"{kind.value} verlängert / extended", as_json=as_json)
