"""What people judge on a case, from the terminal. Exit status 1: refused, with the reason in words."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from deployments.cli.ask import Json, Ref, ask_installation
from deployments.cli.case_acting import (
    ActingOfficer,
    Reason,
    act_on_case,
    read_source,
    read_words,
    tell_case,
)
from models.installation import Installation
from models.tables import CaseFile
from models.vocabulary import NextStep, Severity


def confirm_severity(
    ref: Ref,
    officer: ActingOfficer,
    level: Annotated[
        Severity | None, typer.Option(help="Neue Dringlichkeit; ohne sie wird bestätigt / the new severity.")
    ] = None,
    reason: Reason = None,
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
    from models.actions.judge_severity import Verdict, judge_severity
    from tasks.showing.wording import SEVERITY

    verdict = Verdict(
        officer_id=officer,
        level=level,
        reason=read_words(reason),
        second_id=second,
        next_step=next_step,
    )
    case = act_on_case(ref, partial(judge_severity, verdict=verdict), officer=officer)
    severity = case.severity or Severity.LOW
    tell_case(
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

    raw = read_source(json_file)

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
    tell_case(
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
    from models.actions.mark_biased import mark_biased as mark

    case = act_on_case(ref, partial(mark, officer_id=biased, marked_by=officer), officer=officer)
    tell_case(
        case,
        f"{biased} ist ausgeschlossen, zuständig: {case.office_id or 'Koordination'} / "
        f"{biased} is excluded, responsible: {case.office_id or 'coordination'}",
        as_json=as_json,
    )
