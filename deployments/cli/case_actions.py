"""What people decide on a case, from the terminal. Exit status 1: refused, with the reason in words."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.ask import Json, Ref, ask_installation
from models.installation import Installation
from models.tables import CaseFile
from models.vocabulary import NextStep, Severity

STANDARD_INPUT = "-"
ActingOfficer = Annotated[
    str, typer.Option("--as", metavar="OFFICER", help="Kennung, die handelt / id of the officer who acts.")
]


def confirm_severity(
    ref: Ref,
    officer: ActingOfficer,
    level: Annotated[
        Severity | None, typer.Option(help="Neue Dringlichkeit; ohne sie wird bestätigt / the new severity.")
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(help="Begründung; - liest sie von der Standardeingabe / the reason; - reads stdin."),
    ] = None,
    second: Annotated[
        str | None,
        typer.Option(metavar="OFFICER", help="Zweite Person, um von kritisch herabzustufen / second person."),
    ] = None,
    next_step: Annotated[
        NextStep | None, typer.Option(help="Nächster Schritt; schließt die Prüfung ab / ends the review.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Dringlichkeit bestätigen oder ändern. / Confirm the severity of a case or change it."""
    from deployments.cli.actor import command_line_actor
    from models.actions.judge_severity import Verdict
    from tasks.people.change_severity import change_severity
    from tasks.showing.wording import SEVERITY

    verdict = Verdict(
        officer_id=officer,
        level=level,
        reason=sys.stdin.read() if reason == STANDARD_INPUT else reason,
        second_id=second,
        next_step=next_step,
    )

    async def judge(place: Installation) -> CaseFile:
        return await change_severity(
            place, ref, verdict, actor=command_line_actor(officer), now=place.clock()
        )

    case = ask_installation(judge)
    severity = case.severity or Severity.LOW
    _tell(
        case,
        f"bestätigt als {SEVERITY[severity]} von {officer} / confirmed as {severity.value} by {officer}",
        as_json=as_json,
    )


def add_answers(
    ref: Ref,
    officer: ActingOfficer,
    json_file: Annotated[
        str,
        typer.Option(
            metavar="FILE|-", help="JSON mit den Feldern der Meldung / JSON with a report's fields."
        ),
    ],
    as_json: Json = False,
) -> None:
    """Spätere Antworten ergänzen; die Dringlichkeit kann nur steigen. / Add answers that came later."""
    from deployments.cli.actor import command_line_actor
    from models.intake.json_text import parse_json
    from tasks.people.add_answers import add_answers_to_case
    from tasks.showing.wording import SEVERITY

    raw = _read(json_file)

    async def add(place: Installation) -> CaseFile:
        return await add_answers_to_case(
            place,
            ref,
            parse_json(raw),
            officer_id=officer,
            actor=command_line_actor(officer),
            now=place.clock(),
        )

    case = ask_installation(add)
    severity = case.severity or Severity.LOW
    _tell(
        case,
        f"ergänzt, Dringlichkeit {SEVERITY[severity]} / added, severity {severity.value}",
        as_json=as_json,
    )


def mark_biased(
    ref: Ref,
    biased: Annotated[str, typer.Argument(metavar="OFFICER", help="Kennung mit Interessenkonflikt.")],
    officer: ActingOfficer,
    as_json: Json = False,
) -> None:
    """Interessenkonflikt vermerken. / Note a conflict of interest: no sight of the case, none of its mail."""
    from deployments.cli.actor import command_line_actor
    from tasks.people.exclude_officer import exclude_officer

    async def mark(place: Installation) -> CaseFile:
        return await exclude_officer(
            place, ref, biased, marked_by=officer, actor=command_line_actor(officer), now=place.clock()
        )

    case = ask_installation(mark)
    _tell(
        case,
        f"{biased} ist ausgeschlossen, zuständig: {case.office_id or 'Koordination'} / "
        f"{biased} is excluded, responsible: {case.office_id or 'coordination'}",
        as_json=as_json,
    )


def _tell(case: CaseFile, words: str, *, as_json: bool) -> None:
    from deployments.cli.case_json import case_to_json

    if as_json:
        typer.echo(json.dumps(case_to_json(case), ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{case.case_ref}: {words}")


def _read(source: str) -> bytes:
    """The file, or standard input; ends with status 1 and words when it cannot be read."""
    try:
        return sys.stdin.buffer.read() if source == STANDARD_INPUT else Path(source).read_bytes()
    except OSError:
        typer.echo("Die Datei lässt sich nicht lesen. / The file cannot be read.", err=True)
        raise typer.Exit(1) from None
