"""Reports routed a second when many wait at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial

from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.finished import wait_for
from benchmarks.load import send_at_once
from benchmarks.reports import make_report
from benchmarks.result import Result, rate_of
from benchmarks.stock_worker import stock_worker
from benchmarks.stored import case_ids_of
from deployments.local.stack.child import ChildPlan
from deployments.local.stack.environment import prefect_client_environment
from models.settings import PrefectSettings


async def measure_throughput(
    stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]
) -> list[Result]:
    await stack.provide_prefect()
    tell(f"{effort.at_once} reports at once")
    ours = await _measure_ours(stack, effort.at_once)
    tell(f"{effort.at_once} empty flows of as many tasks in one process")
    empty = await _measure_empty(stack, effort.at_once)
    tell(f"{effort.stock_at_once} reports at once through the stock worker")
    stock = await _measure_stock(stack, effort.stock_at_once)
    return [
        Result(
            "routed_per_second", f"reports routed a second, {effort.at_once} at once",
            ours, "1/s", ">=", 5, reference=empty,
            reference_is="empty flow with as many tasks, executed in-process the same way",
        ),
        Result(
            "routed_against_stock", "reports routed a second against the stock process worker",
            ours / stock, "×", ">=", 15, reference=stock,
            reference_is=f"runs/s of the stock process worker, {effort.stock_at_once} at once",
        ),
    ]  # fmt: skip


async def _measure_ours(stack: EmbeddedStack, count: int) -> float:
    """The reports lie there when the dispatcher starts."""
    await stack.use_fresh_database("throughput")
    async with stack.running("api", "delivery"):
        sent = await send_at_once(stack.reports_url, make_report, count=count)
        refs = [str(one.body["case_ref"]) for one in sent]
        async with stack.running("dispatcher"):
            with stack.connect() as connection:
                finished = await wait_for(connection, refs, within_s=60 + 2 * count)
    return rate_of([one.worked_at for one in finished.values()], at_once=_at_once())


async def _measure_empty(stack: EmbeddedStack, count: int) -> float:
    words = ("benchmarks.programs.empty_flows", str(count), str(_at_once()))
    plan = ChildPlan(
        "empty-flows", "Vergleich", "reference",
        (sys.executable, "-P", "-m", *words), partial(prefect_client_environment, stack.plan),
    )  # fmt: skip
    answer = await stack.run_to_end(plan, within_s=60 + 2 * count)
    ends = json.loads(answer.splitlines()[-1])["ended_at"]
    return rate_of([datetime.fromisoformat(end) for end in ends], at_once=_at_once())


async def _measure_stock(stack: EmbeddedStack, count: int) -> float:
    await stack.use_fresh_database("throughput_stock")
    async with stack.running("api", "delivery"):
        sent = await send_at_once(stack.reports_url, make_report, count=count)
        with stack.connect() as connection:
            case_ids = case_ids_of(connection, [str(one.body["case_ref"]) for one in sent])
        async with stock_worker(stack, at_once=_at_once()) as worker:
            spans = await worker.route(case_ids)
    return rate_of([end for _, end in spans], at_once=_at_once())


def _at_once() -> int:
    """As many runs side by side as the dispatcher has, for everybody."""
    return PrefectSettings().runs_at_once
