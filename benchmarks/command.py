"""`python -m benchmarks`: measure all figures or some, show them, keep them in benchmarks/results.json.

A figure that misses its target stays in the table as missed; the exit status says whether all was measured.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks.effort import FULL, QUICK
from benchmarks.embedded_stack import EmbeddedStack, open_stack
from benchmarks.machine import describe_machine
from benchmarks.report import RESULTS, save_rows, show_rows, to_rows
from benchmarks.result import Result
from models.clock import utc_now

NAMES = (
    "latency",
    "memory",
    "throughput",
    "urgent",
    "intake",
    "slow",
    "growth",
    "claim",
    "lateness",
    "outage",
    "auditor",
    "year",
)


def bench(
    figures: Annotated[list[str] | None, typer.Argument(help=f"Some of: {', '.join(NAMES)}")] = None,
    quick: Annotated[bool, typer.Option(help="Short: shows that all works, not how fast it is.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="Where results go; a quick run keeps none without it.")
    ] = None,
    keep_logs: Annotated[Path | None, typer.Option(help="Keep the processes' logs here.")] = None,
) -> None:
    """Measure on an embedded stack of its own; everything is stopped and removed at the end."""
    wanted = figures or list(NAMES)
    unknown = set(wanted) - set(NAMES)
    if unknown:
        raise typer.BadParameter(f"no such figure: {', '.join(sorted(unknown))}")
    console = Console(highlight=False)
    load_before = os.getloadavg()[0]
    rows: list[dict[str, Any]] = []
    failed: list[str] = []
    path = output or (None if quick else RESULTS)

    async def measure_all(stack: EmbeddedStack) -> None:
        for name in wanted:
            try:
                results = await _measure(stack, name, quick=quick, console=console)
            except Exception as error:  # noqa: BLE001  the other figures are measured all the same
                console.print(f"[red]✗[/red] {name}: {type(error).__name__}: {error}", markup=True)
                failed.append(name)
                continue
            rows.extend(
                to_rows(
                    results, machine=describe_machine(), load_before=load_before, quick=quick, now=utc_now()
                )
            )
            # At once: whoever stops a long run keeps what was measured.
            if path is not None:
                save_rows(path, rows)

    # Asked to end, it still stops what it started and removes its home.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    with open_stack(keep_logs) as stack:
        asyncio.run(measure_all(stack))
    show_rows(console, rows)
    raise typer.Exit(1 if failed else 0)


async def _measure(stack: EmbeddedStack, name: str, *, quick: bool, console: Console) -> list[Result]:
    from benchmarks.figures import FIGURES  # imports Prefect, after the environment is prepared

    with console.status(name) as status:

        def tell(what: str) -> None:
            console.print(f"[dim]{utc_now():%H:%M:%S}[/dim] {name}: {what}")
            status.update(f"{name}: {what}")

        results = await FIGURES[name](stack, QUICK if quick else FULL, tell)
    for result in results:
        console.print(f"[green]✓[/green] {result.describes}: {result.value:.3g} {result.unit}")
    return results
