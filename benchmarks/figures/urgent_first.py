"""An urgent report while a thousand others wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial

from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.finished import read_finished, wait_for
from benchmarks.load import send_at_once, send_paced
from benchmarks.reports import make_report
from benchmarks.result import Result, percentile
from benchmarks.stored import Connection, count_waiting

_ONE_EVERY_S = 1.5
_WARM_UP = 8


async def measure_urgent_first(
    stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]
) -> list[Result]:
    await stack.use_fresh_database("urgent")
    await stack.provide_prefect()
    async with stack.running("api", "delivery"):
        tell(f"{effort.waiting} ordinary reports come first")
        ordinary = await send_at_once(stack.reports_url, make_report, count=effort.waiting)
        refs = [str(one.body["case_ref"]) for one in ordinary]
        async with stack.running("dispatcher"):
            with stack.connect() as connection:
                await _wait_for_some(connection, refs, within_s=60)
                tell(f"{effort.urgent} urgent ones while they wait")
                urgent = await send_paced(
                    stack.reports_url, partial(make_report, urgent=True),
                    per_s=1 / _ONE_EVERY_S, count=effort.urgent,
                )  # fmt: skip
                still_waiting = count_waiting(connection)
                done = await wait_for(connection, [str(one.body["case_ref"]) for one in urgent], within_s=60)
                rate = _rate(connection, refs)
    took = [(done[str(one.body["case_ref"])].worked_at - one.answered_at).total_seconds() for one in urgent]
    return [
        Result(
            "urgent_p95", f"urgent report routed while {effort.waiting} others wait, p95",
            percentile(took, 95), "s", "<=", 1.5, reference=effort.waiting / rate,
            reference_is="order of arrival: the others routed before it, at the pace measured meanwhile",
            note=f"{still_waiting} still waited when the last urgent one was answered",
        )
    ]  # fmt: skip


async def _wait_for_some(connection: Connection, refs: list[str], *, within_s: float) -> None:
    """Until the dispatcher is warm: the first cold runs are not what is measured."""
    deadline = time.monotonic() + within_s
    while len(read_finished(connection, refs)) < _WARM_UP:
        if time.monotonic() > deadline:
            raise TimeoutError("nothing is routed")
        await asyncio.sleep(0.2)


def _rate(connection: Connection, refs: list[str]) -> float:
    """Ordinary reports routed a second, the urgent ones' share of the time included."""
    ends = sorted(one.worked_at for one in read_finished(connection, refs).values())
    return (len(ends) - 1) / (ends[-1] - ends[0]).total_seconds()
