"""`meldeweg case legal …`: the days of legal periods, from the terminal. Exit status 1: refused."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, Any

import typer

from deployments.cli.ask import Json, Ref
from deployments.cli.case_acting import ActingOfficer, Reason, act_on_case, read_words, tell_case
from models.vocabulary import DeadlineKind, EntitledPerson

legal = typer.Typer(
    help="Gesetzliche Fristen: Beginn, Ende, erledigt, verzichtet. / Legal periods and their days.",
    no_args_is_help=True,
)

Kind = Annotated[DeadlineKind, typer.Argument(metavar="DEADLINE", help="Welche Frist / which deadline.")]
Person = Annotated[
    EntitledPerson | None,
    typer.Option("--for", help="superior: die dienstvorgesetzte Person / the superior (§ 77a StGB)."),
]
_DAY = ["%Y-%m-%d"]
_STARTED = "Tag, ab dem gezählt wird / day from which it counts."
StartedOn = Annotated[datetime, typer.Option("--started-on", formats=_DAY, metavar="DATE", help=_STARTED)]
UntilOn = Annotated[
    datetime, typer.Option("--until", formats=_DAY, metavar="DATE", help="Neuer letzter Tag / new last day.")
]
On = Annotated[
    datetime, typer.Option("--on", formats=_DAY, metavar="DATE", help="An welchem Tag / on which day.")
]


@legal.command("set")
def set_(
    ref: Ref,
    kind: Kind,
    officer: ActingOfficer,
    started_on: StartedOn,
    person: Person = None,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Beginn einer Frist eintragen. / Enter the day a period starts from."""
    from models.actions.legal.start_period import set_deadline

    act = partial(set_deadline, kind=kind, person=person, started_on=started_on.date())
    _enter(ref, act, f"{kind.value} läuft / runs", officer=officer, reason=reason, as_json=as_json)


@legal.command()
def correct(
    ref: Ref,
    kind: Kind,
    officer: ActingOfficer,
    started_on: StartedOn,
    person: Person = None,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Beginn berichtigen; die alte Frist bleibt nachlesbar. / Correct the start; the old one is kept."""
    from models.actions.legal.start_period import correct_deadline

    act = partial(correct_deadline, kind=kind, person=person, started_on=started_on.date())
    _enter(ref, act, f"{kind.value} berichtigt / corrected", officer=officer, reason=reason, as_json=as_json)


@legal.command()
def suspend(
    ref: Ref,
    kind: Kind,
    officer: ActingOfficer,
    until: UntilOn,
    person: Person = None,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Strafantragsfrist ruht, neues Ende eintragen (§ 77b Abs. 5 StGB). / Enter the end after a rest."""
    from models.actions.legal.suspend_deadline import suspend_deadline

    act = partial(suspend_deadline, kind=kind, person=person, until_on=until.date())
    _enter(ref, act, f"{kind.value} ausgesetzt / suspended", officer=officer, reason=reason, as_json=as_json)


@legal.command()
def meet(
    ref: Ref,
    kind: Kind,
    officer: ActingOfficer,
    on: On,
    person: Person = None,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Als erledigt eintragen. / Enter that it was done."""
    from models.actions.legal.end_period import meet_deadline

    act = partial(meet_deadline, kind=kind, person=person, on=on.date())
    _enter(ref, act, f"{kind.value} erledigt / met", officer=officer, reason=reason, as_json=as_json)


@legal.command()
def waive(
    ref: Ref,
    kind: Kind,
    officer: ActingOfficer,
    on: On,
    person: Person = None,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Als verzichtet eintragen. / Enter that it was waived."""
    from models.actions.legal.end_period import waive_deadline

    act = partial(waive_deadline, kind=kind, person=person, on=on.date())
    _enter(ref, act, f"{kind.value} verzichtet / waived", officer=officer, reason=reason, as_json=as_json)


def _enter(
    ref: str, act: partial[Any], said: str, *, officer: str, reason: str | None, as_json: bool
) -> None:
    bound = partial(act, officer_id=officer, reason=read_words(reason))
    tell_case(act_on_case(ref, bound, officer=officer), said, as_json=as_json)
