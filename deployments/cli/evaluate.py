"""`meldeweg evaluate`: how the text rules rate a file of labelled texts, and how sure each rate is."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from models.rules.decision import SeverityDecision
    from models.rules.ruleset import Ruleset
    from models.vocabulary import Severity

# A text inside a neutral report must get the level it gets alone.
FRAMES = (
    "{text}",
    "Am Dienstag kam ein Anruf. Die Person sagte: {text} Danach legte sie auf.",
    "Gestern lag ein Brief im Postfach. Darin stand: „{text}“ Der Brief ist aufbewahrt.",
    "On Tuesday somebody called. The person said: {text} Afterwards they hung up.",
)
_Z = 1.959964  # 95 % interval
_USAGE = 2


@dataclass(slots=True)
class Tally:
    """What was counted in one group; a unit is a text, or a template whose texts share one vote."""

    texts: int = 0
    frame_changes: int = 0
    not_assessed: int = 0
    votes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def rate(self, level: Severity) -> tuple[float, float, float]:
        """Share of units at the level or above, with its Wilson interval."""
        units = [sum(rank >= level.rank for rank in ranks) / len(ranks) for ranks in self.votes.values()]
        return (sum(units) / len(units), *wilson_interval(sum(units), len(units)))


def wilson_interval(hits: float, total: int) -> tuple[float, float]:
    """Wilson score interval at 95 % (Wilson 1927); (0, 1) when nothing was counted."""
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    centre = share + _Z**2 / (2 * total)
    spread = _Z * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    scale = 1 + _Z**2 / total
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def evaluate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV mit Texten / CSV with texts", dir_okay=False)
    ],
    column: Annotated[str, typer.Option(metavar="COLUMN", help="Spalte mit dem Text / column of the text")],
    group: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Spalte mit der Gruppe / column of the group")
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="Texte mit gleichem Wert zählen zusammen einmal / count once together"
        ),
    ] = None,
    language: Annotated[
        str, typer.Option(metavar="TAG", help="Sprache der Texte / language of the texts")
    ] = "de",
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON statt Tabelle / JSON instead of a table")
    ] = False,
) -> None:
    """Zeigen, wie die Textregeln eine Datei einstufen. / Show how the text rules rate a file.

    Every danger question is answered no, kind other, perpetrator citizen: the text alone decides.
    """
    wanted = [name for name in (column, group, template) if name is not None]
    rows = _read_rows(file, wanted)
    tallies = count_levels(rows, column, group=group, template=template, decide=_text_decider(language))
    if as_json:
        typer.echo(json.dumps({name: _as_json(tally) for name, tally in tallies.items()}, ensure_ascii=False))
    else:
        _print_table(tallies)


def _read_rows(file: Path, wanted: Sequence[str]) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = [name for name in wanted if name not in (reader.fieldnames or ())]
            rows = [] if missing else list(reader)
    except (OSError, UnicodeDecodeError, csv.Error):
        typer.echo(
            f"{file}: ist keine lesbare CSV-Datei in UTF-8 / is no readable CSV file in UTF-8", err=True
        )
        raise typer.Exit(_USAGE) from None
    if missing:
        typer.echo(f"{file}: Spalte fehlt / column missing: {', '.join(missing)}", err=True)
        raise typer.Exit(_USAGE)
    return rows


def _text_decider(language: str) -> Callable[[str], SeverityDecision]:
    """The same decision as for a report, with every answer chosen so that the text alone decides."""
    from models.clock import utc_now
    from models.policy import shipped_policy
    from models.rules.calendar import office_calendar
    from models.rules.facts import ReportFacts
    from models.rules.severity import decide_severity
    from models.rules.text import assess_text
    from models.vocabulary import Answer, DangerQuestion, IncidentKind, Perpetrator

    ruleset: Ruleset = shipped_policy("augsburg").ruleset
    today = office_calendar(ruleset, None).local_day(utc_now())

    def decide_text(text: str) -> SeverityDecision:
        facts = ReportFacts(
            narrative=text,
            language=language,
            incident_kinds=frozenset((IncidentKind.OTHER,)),
            perpetrator=Perpetrator.CITIZEN,
            danger=dict.fromkeys(DangerQuestion, Answer.NO),
        )
        return decide_severity(facts, ruleset, text=assess_text(text, None, language, today=today))

    return decide_text


def count_levels(
    rows: Iterable[Mapping[str, str]],
    column: str,
    *,
    group: str | None,
    template: str | None,
    decide: Callable[[str], SeverityDecision],
) -> dict[str, Tally]:
    """The levels per group: the bare text counts, the frames are compared with it."""
    tallies: dict[str, Tally] = {}
    for number, row in enumerate(rows):
        text = row[column].strip()
        if not text:
            continue
        tally = tallies.setdefault(row[group] if group else "", Tally())
        bare, *framed = [decide(frame.format(text=text)) for frame in FRAMES]
        tally.texts += 1
        tally.votes[row[template] if template else str(number)].append(bare.severity.rank)
        tally.frame_changes += any(decision.severity != bare.severity for decision in framed)
        tally.not_assessed += not bare.text_assessed
    return dict(sorted(tallies.items()))


def _levels() -> Iterator[Severity]:
    from models.vocabulary import Severity

    yield from (Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


def _as_json(tally: Tally) -> dict[str, Any]:
    rates = {}
    for level in _levels():
        share, low, high = tally.rate(level)
        rates[level.value] = {"rate": round(share, 4), "from": round(low, 4), "to": round(high, 4)}
    return {
        "texts": tally.texts,
        "units": len(tally.votes),
        "at_or_above": rates,
        "changed_by_frame": tally.frame_changes,
        "not_assessed": tally.not_assessed,
    }


def _print_table(tallies: Mapping[str, Tally]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title="Anteil ab Stufe, 95-%-Intervall nach Wilson / share at or above, 95 % Wilson interval"
    )
    table.add_column("Gruppe / group", no_wrap=True)
    for name in (
        "n",
        "mittel+ / medium+",
        "hoch+ / high+",
        "kritisch / critical",
        "Rahmen / frame",
        "nicht beurteilt",
    ):
        table.add_column(name, justify="right")
    for name, tally in tallies.items():
        rates = (tally.rate(level) for level in _levels())
        table.add_row(
            name or "–",
            str(len(tally.votes)),
            *(f"{100 * share:.1f} ({100 * low:.0f}–{100 * high:.0f})" for share, low, high in rates),
            str(tally.frame_changes),
            str(tally.not_assessed),
        )
    Console(width=130).print(table)
