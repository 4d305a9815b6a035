"""Prefect's own process worker with the same flow: what everybody gets without our dispatcher."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.prefect_api import PrefectApi
from deployments.local.stack.child import ChildPlan
from deployments.local.stack.environment import prefect_client_environment

POOL = "bench-stock"
_READY_WITHIN_S = 90.0
_ENDS_WITHIN_S = 300.0


@dataclass(frozen=True, slots=True)
class StockWorker:
    api: PrefectApi
    deployment_id: str

    async def route(self, case_ids: list[str]) -> list[tuple[datetime, datetime]]:
        """Start and end of the runs of these cases, all started at once."""
        runs = [await self.api.start_run(self.deployment_id, {"case_id": case_id}) for case_id in case_ids]
        return await self.api.wait_for_runs(runs, within_s=_ENDS_WITHIN_S)


@asynccontextmanager
async def stock_worker(stack: EmbeddedStack, *, at_once: int) -> AsyncIterator[StockWorker]:
    """`prefect worker start --type process` with its default settings, ready for runs."""
    words = ("prefect", "worker", "start", "--pool", POOL, "--type", "process", "--limit", str(at_once))
    plan = ChildPlan(
        "stock-worker", "Vergleich", "reference",
        (sys.executable, "-P", "-m", *words), partial(prefect_client_environment, stack.plan),
    )  # fmt: skip
    api = PrefectApi(stack)
    stack.start(plan)
    try:
        deadline = time.monotonic() + _READY_WITHIN_S
        while not await api.has_worker(POOL):
            if time.monotonic() > deadline:
                raise RuntimeError("the reference worker does not start")
            await asyncio.sleep(0.3)
        yield StockWorker(api, await api.deploy("route_case", POOL))
    finally:
        stack.stop(plan.name)
        await api.close()
