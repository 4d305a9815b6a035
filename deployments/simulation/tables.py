"""The result as tables for people; two results stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from deployments.simulation.result import DeadlineTally, SimulationResult
from deployments.simulation.words import AUDIENCE, KIND, SEVERITY, STEP

_WIDTH = 130


def print_tables(results: Sequence[SimulationResult], console: Console | None = None) -> None:
    console = console or Console(width=_WIDTH, highlight=False)
    for table in (_overview(results), _late(results), _escalations(results)):
        console.print(table)
    for result in results:
        console.print(_officers(result))


def _overview(results: Sequence[SimulationResult]) -> Table:
    first = results[0]
    table = _table(
        f"{first.days} Tage ab {first.start_on}, {first.reports_per_day:g} Meldungen am Tag, "
        f"Zufall {first.seed} / days, reports a day, seed",
        results,
    )
    lines: list[tuple[str, Callable[[SimulationResult], str]]] = [
        ("Meldungen / reports", lambda one: str(one.reports)),
        (
            "kritisch · hoch · mittel · niedrig / critical · high · medium · low",
            lambda one: " · ".join(str(one.by_severity.get(level, 0)) for level in SEVERITY),
        ),
        ("Benachrichtigungen / notices", lambda one: str(one.notices)),
        ("… am Tag / a day", lambda one: f"{one.notices / one.days:.1f}"),
        ("E-Mails / mails", lambda one: str(one.mails)),
        ("Fristschritte / steps of deadlines", lambda one: str(one.firings)),
        (
            "dringende Schritte höchstens verspätet (h) / urgent steps late at most",
            lambda one: f"{one.firing_lateness_s['max'] / 3600:.1f}",
        ),
        ("Ausfälle, Stunden / outages, hours", lambda one: f"{one.outages}, {one.outage_h:.1f}"),
        ("Urlaube, Krankheiten / holidays, illnesses", lambda one: f"{one.absences}, {one.illnesses}"),
    ]
    for name, read in lines:
        table.add_row(name, *(read(result) for result in results))
    return table


def _late(results: Sequence[SimulationResult]) -> Table:
    title = "Verpasste Fristen: Zahl (Anteil), Verspätung Median / 90 % · breached: number (share), how late"
    table = _table(title, results)
    found = [{(tally.kind, tally.severity): tally for tally in result.deadlines} for result in results]
    for kind, said in KIND.items():
        for severity, level in SEVERITY.items():
            tallies = [tallies_of.get((kind, severity)) for tallies_of in found]
            if any(tallies):
                table.add_row(f"{said}: {level}", *(_say_late(tally) for tally in tallies))
    return table


def _say_late(tally: DeadlineTally | None) -> str:
    if tally is None:
        return "–"
    if not tally.late:
        return f"0 / {tally.total}"
    share = 100 * tally.late / tally.total
    return (
        f"{tally.late} / {tally.total} ({share:.0f} %), {tally.late_median_h:.1f} / {tally.late_p90_h:.1f} h"
    )


def _escalations(results: Sequence[SimulationResult]) -> Table:
    table = _table("Wie oft wer erinnert wurde / how often who was told", results)
    for step, step_said in STEP.items():
        for audience, audience_said in AUDIENCE.items():
            counts = [result.count_firings(step=step, audience=audience) for result in results]
            if any(counts):
                table.add_row(f"{step_said} → {audience_said}", *map(str, counts))
    return table


def _officers(result: SimulationResult) -> Table:
    table = Table(title=f"Arbeit je Person / work by person: {_name(result)}")
    table.add_column("Person", no_wrap=True)
    for name in ("übernommen / taken", "Mails", "höchstens offen / most open", "Tage abwesend / days away"):
        table.add_column(name, justify="right")
    for tally in result.officers:
        table.add_row(
            tally.officer, str(tally.taken), str(tally.mails), str(tally.most_open), str(tally.days_away)
        )
    return table


def _table(title: str, results: Sequence[SimulationResult]) -> Table:
    table = Table(title=title)
    table.add_column("", no_wrap=True)
    for result in results:
        table.add_column(_name(result), justify="right")
    return table


def _name(result: SimulationResult) -> str:
    return f"{result.policy} {result.policy_version}"
