"""From the answered POST to all steps done and the office's mail accepted, one report a second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.finished import read_finished, wait_for
from benchmarks.load import Answered, send_paced
from benchmarks.reports import make_report
from benchmarks.result import Result, percentile
from benchmarks.stock_worker import stock_worker
from benchmarks.stored import case_ids_of, wait_for_mails

_WARM_UP = 3


async def measure_latency(stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]) -> list[Result]:
    await stack.use_fresh_database("latency")
    await stack.provide_prefect()
    tell(f"one report a second for {effort.latency_s} s")
    async with stack.running("api", "delivery", "dispatcher"):
        ours = await _measure_ours(stack, effort)
    await stack.use_fresh_database("latency_stock")
    tell(f"{effort.stock_one_by_one} reports through the stock worker")
    async with stack.running("api", "delivery"), stock_worker(stack, at_once=4) as worker:
        stock = []
        for _ in range(effort.stock_one_by_one + 1):  # the first one warms up
            (answered,) = await send_paced(stack.reports_url, make_report, per_s=1, count=1)
            case_ref = str(answered.body["case_ref"])
            with stack.connect() as connection:
                ((_, ended_at),) = await worker.route(case_ids_of(connection, [case_ref]))
                mailed_at = await wait_for_mails(connection, [case_ref], within_s=30)
            stock.append((max(ended_at, mailed_at[case_ref]) - answered.answered_at).total_seconds())
    reference = "same flow on Prefect's stock process worker"
    return [
        Result(
            f"route_latency_p{percent}",
            f"POST answered to all steps done and office mail accepted, 1 report/s, p{percent}",
            percentile(ours, percent), "s", "<=", limit,
            reference=percentile(stock[1:], percent), reference_is=reference,
        )
        for percent, limit in ((50, 0.4), (95, 0.8))
    ]  # fmt: skip


async def _measure_ours(stack: EmbeddedStack, effort: Effort) -> list[float]:
    warm = await send_paced(stack.reports_url, make_report, per_s=1, count=_WARM_UP)
    with stack.connect() as connection:
        await wait_for(connection, _refs(warm), within_s=60)
        sent = await send_paced(stack.reports_url, make_report, per_s=1, count=effort.latency_s)
        finished = await wait_for(connection, _refs(sent), within_s=120)
        assert len(read_finished(connection, _refs(sent))) == len(sent), "a report was lost"
    answered_at: dict[str, datetime] = {str(one.body["case_ref"]): one.answered_at for one in sent}
    return [(finished[ref].at - moment).total_seconds() for ref, moment in answered_at.items()]


def _refs(sent: list[Answered]) -> list[str]:
    return [str(one.body["case_ref"]) for one in sent]
