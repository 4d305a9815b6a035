"""`meldeweg simulate`: a municipality's time with a policy, in moved time, before the policy is activated."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli.ask import Json

if TYPE_CHECKING:
    from deployments.simulation.plan import SimulationPlan
    from deployments.simulation.result import SimulationResult
    from models.policy import Policy

Advance = Callable[[int], None]

_YEARS = range(2024, 2100)
_MOST_REPORTS = 200_000


def simulate(
    reports_per_day: Annotated[
        float,
        typer.Option(metavar="N", min=0.1, max=1000, help="Meldungen am Tag / reports a day on average"),
    ],
    days: Annotated[int, typer.Option(metavar="D", min=1, max=1100, help="Dauer in Tagen / days simulated")],
    policy: Annotated[
        str,
        typer.Option(metavar="FILE", help="Datei oder mitgeliefertes Regelwerk / file or shipped policy"),
    ] = "augsburg",
    compare: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Zweites Regelwerk mit denselben Meldungen / a second policy, same reports"
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(metavar="S", help="Gleiche Zahl, gleiches Ergebnis / same number, same result"),
    ] = 1,
    start: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Erster Tag, sonst der nächste 1. Januar / first day, YYYY-MM-DD"),
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Bild hierhin / write the picture here")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="result.json und plot.svg hierhin / result.json and plot.svg in this folder"
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Ein Regelwerk ausprobieren, bevor es gilt. / Try a policy before it is in force.

    Drawn people and reports meet the real code in moved time, over a throw-away database: nothing of this
    installation is read or changed, and no mail leaves. Exit status 1: the policy is refused; 2: wrong use.
    Try a month first: a report takes about a fifth of a second of computing.
    """
    from deployments.cli.policy_file import load_or_exit
    from deployments.simulation.plan import SimulationPlan

    _check_picture(plot)
    plan = SimulationPlan(reports_per_day, days, _read_start(start), seed)
    if reports_per_day * days > _MOST_REPORTS:
        raise typer.BadParameter(f"more than {_MOST_REPORTS} reports", param_hint="--reports-per-day")
    policies = [load_or_exit(file)[1] for file in (policy, compare) if file is not None]
    _check_sound(policies, [file for file in (policy, compare) if file is not None])
    for path in filter(None, (plot, out / "plot.svg" if out else None)):
        _make_folder(path.parent)
    results = _simulate_all(policies, plan)
    _save(results, plot, out)
    if as_json:
        answer = [result.to_json() for result in results]
        typer.echo(json.dumps(answer[0] if compare is None else answer, ensure_ascii=False, indent=2))
        return
    from deployments.simulation.tables import print_tables

    print_tables(results)


def _check_picture(plot: Path | None) -> None:
    if plot is not None and plot.suffix.lower() != ".svg":
        raise typer.BadParameter(
            "Das Bild wird als SVG geschrieben; jeder Browser zeigt es und speichert es als PNG oder PDF. / "
            "The picture is written as SVG; any browser shows it and saves it as PNG or PDF.",
            param_hint="--plot",
        )


def _read_start(start: str | None) -> date:
    from models.clock import utc_now

    if start is None:
        return date(utc_now().year + 1, 1, 1)
    try:
        day = date.fromisoformat(start)
    except ValueError:
        raise typer.BadParameter(f"{start!r} is no date like 2027-01-01", param_hint="--start") from None
    if day.year not in _YEARS:
        raise typer.BadParameter(f"is outside the years 2024 to {_YEARS[-1]}", param_hint="--start")
    return day


def _check_sound(policies: Sequence[Policy], files: Sequence[str]) -> None:
    """What could not be activated is not simulated either."""
    from deployments.cli.policy_file import read_policy_file, say_problems
    from models.clock import utc_now
    from models.policy.check import check_policy
    from models.rules.calendar import office_calendar

    for policy, file in zip(policies, files, strict=True):
        today = office_calendar(policy.ruleset, None).local_day(utc_now())
        problems = check_policy(policy, today=today).problems
        if problems:
            say_problems(read_policy_file(file).locate(problems))
            raise typer.Exit(1)


def _make_folder(folder: Path) -> None:
    """Before the long work, not after it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise typer.BadParameter(f"{folder}: {error.strerror}", param_hint="--plot / --out") from None


def _simulate_all(policies: Sequence[Policy], plan: SimulationPlan) -> list[SimulationResult]:
    from deployments.local.words import StartRefused
    from deployments.simulation.world import own_server, own_surroundings

    with own_surroundings() as home, _progress(len(policies) * plan.days) as advance:
        # Prefect and the settings read their environment on import.
        from deployments.simulation.quiet import keep_quiet
        from deployments.simulation.run import simulate as run

        keep_quiet()
        try:
            with own_server(home) as postgres:
                return [
                    asyncio.run(run(postgres, policy, plan, tell=_counted(advance, number * plan.days)))
                    for number, policy in enumerate(policies)
                ]
        except StartRefused as refusal:
            for problem in refusal.problems:
                typer.echo(str(problem), err=True)
            raise typer.Exit(1) from None


def _counted(advance: Advance, before: int) -> Advance:
    return lambda over: advance(before + over)


@contextmanager
def _progress(days: int) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Tage / days"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=days)
        yield lambda over: progress.update(task, completed=over)


def _save(results: Sequence[SimulationResult], plot: Path | None, out: Path | None) -> None:
    from deployments.simulation.plot import draw_plot

    picture = draw_plot(results) if plot is not None or out is not None else ""
    if plot is not None:
        plot.write_text(picture, encoding="utf-8")
    if out is not None:
        (out / "plot.svg").write_text(picture, encoding="utf-8")
        text = json.dumps([result.to_json() for result in results], ensure_ascii=False, indent=2)
        (out / "result.json").write_text(text + "\n", encoding="utf-8")
