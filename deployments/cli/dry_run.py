"""`meldeweg dry-run`: what would happen with these reports, without storing or sending anything."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from models.rules.ruleset import Ruleset

_YEARS = range(1970, 3000)
_USAGE = 2


def dry_run(
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Regelwerk statt des mitgelieferten / another policy"),
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(
            metavar="ISO-8601",
            help="Zeitpunkt der Meldung / moment of submission, with offset or Z",
        ),
    ] = None,
) -> None:
    """Zeigen, was mit Meldungen geschähe, ohne etwas zu speichern. / Show what would happen with reports.

    One JSON report a line in, one JSON decision a line out, in the same order.
    Exit status 1 when a line was no valid report (it gives an error line), 2 when an option is wrong.
    """
    from deployments.cli.policy_file import load_or_exit

    submitted_at = None if now is None else _read_moment(now)
    _, rules = load_or_exit("augsburg" if policy is None else str(policy), status=_USAGE)
    refused = False
    try:
        for answer in _decide_lines(sys.stdin.buffer, rules.ruleset, submitted_at=submitted_at):
            refused = refused or "error" in answer
            sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode(errors="replace") + b"\n")
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has enough; without this the interpreter complains once more while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(1 if refused else 0)


def _decide_lines(
    lines: Iterable[bytes], ruleset: Ruleset, *, submitted_at: datetime | None
) -> Iterator[dict[str, Any]]:
    from models.clock import utc_now
    from models.errors import ReportRefused
    from models.intake import parse_json, parse_report
    from models.rules.calendar import office_calendar
    from models.rules.decide_report import decide_report
    from models.rules.decision_json import decision_to_json

    offices = frozenset(ruleset.office_by_id)
    calendar = office_calendar(ruleset, None)
    for line in lines:
        if not line.strip():
            continue
        moment = utc_now() if submitted_at is None else submitted_at
        try:
            report = parse_report(
                parse_json(line.rstrip(b"\r\n")),
                municipality=ruleset.municipality.slug,
                offices=offices,
                today=calendar.local_day(moment),
            )
        except ReportRefused as refusal:
            problem = refusal.problems[0]
            yield {
                "error": {"field": problem.field, "message": f"{problem.message_de} / {problem.message_en}"}
            }
            continue
        yield decision_to_json(decide_report(report.facts(), ruleset, submitted_at=moment))


def _read_moment(text: str) -> datetime:
    """The instant in UTC, cut to the second. A time without offset would be guessed: refused."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no ISO 8601 date and time", param_hint="--now") from None
    if moment.tzinfo is None:
        raise typer.BadParameter("needs an offset or Z, like 2026-11-23T09:00:00+01:00", param_hint="--now")
    if moment.year not in _YEARS:
        raise typer.BadParameter("is outside the years 1970 to 2999", param_hint="--now")
    return moment.astimezone(UTC).replace(microsecond=0)
