"""How long `meldeweg simulate` takes for a year of 20 reports a day."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable

from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.result import Result

_A_YEAR = 365
_REPORTS_PER_DAY = 20


async def measure_simulated_year(
    _stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]
) -> list[Result]:
    """The command as a coordinator calls it, start and database included; a shorter run is scaled to a year.

    It starts a database server of its own.
    """
    days = effort.simulated_days
    tell(f"{days} days of {_REPORTS_PER_DAY} reports")
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "deployments", "simulate", "--json",
        "--reports-per-day", str(_REPORTS_PER_DAY), "--days", str(days), "--start", "2027-01-01",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    said, _ = await process.communicate()
    took_s = time.perf_counter() - started
    if process.returncode != 0:
        raise RuntimeError("the simulation failed")
    result = json.loads(said)
    if result["reports"] != result["routed"]:
        raise RuntimeError("the simulation left reports unrouted")
    return [
        Result(
            "simulated_year", "a simulated year of 20 reports a day",
            took_s * _A_YEAR / days / 60, "minutes", "<=", 5,
            note=f"{days} days in {took_s:.0f} s: {result['reports']} reports, {result['firings']} steps of"
            f" deadlines, {result['mails']} mails; {1000 * took_s / result['reports']:.0f} ms a report",
        )
    ]  # fmt: skip
