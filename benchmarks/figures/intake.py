"""POST /api/reports twenty times a second while routing runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack, free_ports
from benchmarks.load import Answered, send_paced
from benchmarks.reports import make_report
from benchmarks.result import Result, percentile
from benchmarks.stored import count_waiting
from deployments.local.postgres import APP_ROLE
from deployments.local.stack.child import ChildPlan
from deployments.local.stack.environment import common_environment
from deployments.local.stack.plan import LOOPBACK

PER_S = 20
_WARM_UP_S = 2


async def measure_intake(stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]) -> list[Result]:
    await stack.use_fresh_database("intake")
    await stack.provide_prefect()
    async with stack.running("api", "delivery", "dispatcher"):
        tell(f"{PER_S} reports a second for {effort.intake_s} s")
        await send_paced(stack.reports_url, make_report, per_s=PER_S, count=PER_S * _WARM_UP_S)
        ours = await send_paced(stack.reports_url, make_report, per_s=PER_S, count=PER_S * effort.intake_s)
        with stack.connect() as connection:
            waiting = count_waiting(connection)
        stack.stop("api")
        tell("the same into an endpoint that inserts one row, routing goes on")
        theirs = await _measure_one_row(stack, effort.intake_reference_s)
    reference_is = (
        f"endpoint that inserts one row, same pace for {effort.intake_reference_s} s, while routing runs"
    )
    note = f"{waiting} reports waited for routing at the end"
    return [
        Result(
            "post_p95", "POST /api/reports, 20/s while routing runs, p95",
            _p95_ms(ours), "ms", "<=", 150, reference=_p95_ms(theirs), reference_is=reference_is, note=note,
        ),
        Result(
            "post_errors", f"errors of {len(ours)} POSTs",
            _errors(ours), "", "<=", 0, reference=_errors(theirs), reference_is=reference_is,
        ),
    ]  # fmt: skip


async def _measure_one_row(stack: EmbeddedStack, duration_s: int) -> list[Answered]:
    (port,) = free_ports(1)
    with stack.connect() as connection:
        connection.execute("CREATE TABLE bench_row (row_id bigserial PRIMARY KEY, narrative text NOT NULL)")
        connection.execute(f"GRANT INSERT ON bench_row TO {APP_ROLE}")
        connection.execute(f"GRANT USAGE ON bench_row_row_id_seq TO {APP_ROLE}")
    words = ("uvicorn", "benchmarks.programs.one_row_api:app", "--host", LOOPBACK, "--port", str(port))
    plan = ChildPlan(
        "one-row-api", "Vergleich", "reference",
        (sys.executable, "-P", "-m", *words, "--no-access-log"), partial(common_environment, stack.plan),
    )  # fmt: skip
    async with stack.program(plan, port=port):
        url = f"http://{LOOPBACK}:{port}/rows"
        await send_paced(url, make_report, per_s=PER_S, count=PER_S * _WARM_UP_S)
        return await send_paced(url, make_report, per_s=PER_S, count=PER_S * duration_s)


def _p95_ms(sent: list[Answered]) -> float:
    return percentile([one.took_s for one in sent], 95) * 1000


def _errors(sent: list[Answered]) -> int:
    return sum(not one.ok for one in sent)
