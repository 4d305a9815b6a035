"""Deadlines on an axis of hours, in the municipality's time; German words with the English beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from models.store.timeline import find_next_step, is_missed
from models.tables import CaseFile, Deadline
from models.vocabulary import Audience, DeadlineKind, DeadlineState, Severity, StepKind
from tasks.showing.wording import STEP, say_local

_COLOURS = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: ""}
_LEVELS = {
    Severity.CRITICAL: "kritisch",
    Severity.HIGH: "hoch",
    Severity.MEDIUM: "mittel",
    Severity.LOW: "niedrig",
}
_KINDS = {
    DeadlineKind.ACKNOWLEDGE: "Übernahme",
    DeadlineKind.FIRST_CONTACT: "Erstkontakt",
    DeadlineKind.REVIEW: "Prüfung",
    DeadlineKind.FEEDBACK: "Rückmeldung",
    DeadlineKind.STRAFANTRAG: "Strafantrag",
    DeadlineKind.AGG_CLAIM: "AGG-Anspruch",
    DeadlineKind.OFFENDER_KNOWN: "Täter bekannt?",
    DeadlineKind.DISCRIMINATION_KNOWN: "Kenntnistag?",
}
_AUDIENCES = {
    Audience.OFFICER: "Sachbearbeitung",
    Audience.DEPUTY: "Vertretung",
    Audience.HEAD: "Leitung",
    Audience.COORDINATION: "Koordination",
    Audience.LEADERSHIP: "Verwaltungsspitze",
}
# Columns of reference, kind, due time and level; of what comes next; and of an axis worth looking at.
_FACTS = (15, 17, 21, 14)
_COMING = 52
_SHORTEST_AXIS = 40
_INDENT = 2
_HEADERS = ("Aktenzeichen", "Frist / deadline", "fällig / due", "Stufe / level", "als Nächstes / next")


@dataclass(frozen=True, slots=True)
class Line:
    """One deadline; `next_at`, `step` and `audience` are None when nothing follows by itself."""

    case_ref: str
    office_id: str | None
    kind: DeadlineKind
    severity: Severity
    state: DeadlineState
    due_at: datetime
    next_at: datetime | None
    step: StepKind | None
    audience: Audience | None
    is_missed: bool
    timezone: str
    now: datetime


def read_line(deadline: Deadline, case: CaseFile, *, timezone: str, now: datetime) -> Line:
    step, audience = find_next_step(deadline) or (None, None)
    return Line(
        case_ref=case.case_ref,
        office_id=case.office_id,
        kind=deadline.kind,
        severity=deadline.severity,
        state=deadline.state,
        due_at=deadline.due_at,
        next_at=deadline.next_action_at,
        step=step,
        audience=audience,
        is_missed=is_missed(deadline, now),
        timezone=timezone,
        now=now,
    )


def line_to_json(line: Line) -> dict[str, object]:
    zone = ZoneInfo(line.timezone)
    return {
        "case_ref": line.case_ref,
        "office": line.office_id,
        "kind": line.kind,
        "severity": line.severity,
        "state": line.state,
        "missed": line.is_missed,
        "due_at": line.due_at.astimezone(zone).isoformat(),
        "next_action_at": None if line.next_at is None else line.next_at.astimezone(zone).isoformat(),
        "next_step": line.step,
        "next_audience": line.audience,
    }


def show_timeline(console: Console, lines: Sequence[Line], *, hours: int) -> None:
    if not lines:
        console.print(f"Keine Frist in den nächsten {hours} Stunden. / No deadline in this time.")
        return
    for office_id, of_office in groupby(lines, key=lambda line: line.office_id):
        console.print(Text(f"\n{office_id or 'Koordination / coordination'}", style="bold"))
        for row in _rows(list(of_office), width=console.width, hours=hours):
            row.rstrip()
            console.print(row, no_wrap=True, crop=True)
    console.print(
        "\n[dim]◆ fällig / due   ● nächster Schritt / next step   [red]━[/red] überschritten / missed[/dim]"
    )


def _rows(lines: Sequence[Line], *, width: int, hours: int) -> Iterator[Text]:
    """One row a deadline where there is room, else two: what and when, then what comes and its axis."""
    facts, coming = sum(_FACTS), _COMING
    wide = width >= facts + coming + _SHORTEST_AXIS
    axis = width - coming - (facts if wide else _INDENT)
    head = _in_columns(_HEADERS[:-1])
    scale = _HEADERS[-1].ljust(coming) + _scale(lines[0], axis, hours)
    yield from _join(Text(head, style="dim"), Text(scale, style="dim"), wide=wide)
    for line in lines:
        style = "red" if line.is_missed else ""
        *said, level = (
            line.case_ref,
            _KINDS[line.kind],
            say_local(line.due_at, line.timezone),
            _LEVELS[line.severity],
        )
        first = Text(_in_columns(said), style=style).append(
            level.ljust(_FACTS[-1]), style=_COLOURS[line.severity]
        )
        second = Text(_say_next(line).ljust(coming)).append_text(_draw(line, axis, hours))
        yield from _join(first, second, wide=wide)


def _join(first: Text, second: Text, *, wide: bool) -> Iterator[Text]:
    if wide:
        yield first.append_text(second)
    else:
        yield first
        yield Text(" " * _INDENT).append_text(second)


def _in_columns(said: Sequence[str]) -> str:
    return "".join(words.ljust(width) for words, width in zip(said, _FACTS, strict=False))


def _say_next(line: Line) -> str:
    if line.state is DeadlineState.PAUSED:
        return "ruht / rests"
    if line.next_at is None or line.step is None or line.audience is None:
        return "–"
    # The year stands beside the due time and would take the axis' room.
    day, _, clock = say_local(line.next_at, line.timezone).rpartition(" ")
    return f"{day[:-4]} {clock} {STEP[line.step]} → {_AUDIENCES[line.audience]}"


def _draw(line: Line, width: int, hours: int) -> Text:
    """The next hours from left to right; beyond the right end an arrow."""
    marks = Text("━" * width if line.is_missed else "·" * width, style="red" if line.is_missed else "dim")
    drawn = list(marks.plain)
    for at, mark in ((line.due_at, "◆"), (line.next_at, "●")):
        if at is None or (at <= line.now and mark == "◆"):
            continue
        place = int((at - line.now) / timedelta(hours=hours) * width)
        drawn[max(0, min(place, width - 1))] = mark if place < width else "▸"
    return Text("".join(drawn), style=marks.style)


def _scale(line: Line, width: int, hours: int) -> str:
    """Local times along the axis, as many as find room."""
    scale = [" "] * width
    for place, said in _ticks(line, width, hours):
        scale[place : place + len(said)] = said
    return "".join(scale)[:width]


def _ticks(line: Line, width: int, hours: int) -> Iterator[tuple[int, str]]:
    zone = ZoneInfo(line.timezone)
    room = len("|23.11. 11:00 ")
    for number in range(max(1, width // room)):
        at = line.now + timedelta(hours=hours) * number * room / width
        local = at.astimezone(zone)
        yield number * room, f"|{local:%d.%m. %H:%M}"
