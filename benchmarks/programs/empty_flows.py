"""`python -m benchmarks.programs.empty_flows COUNT AT_ONCE`: flows that do nothing, in one process.

As the dispatcher does it: the run created over HTTP, executed by Prefect's engine in this process. What is
left is Prefect's own cost.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from uuid import uuid4

from deployments.dispatcher.environment import prepare_prefect_environment

prepare_prefect_environment()

from prefect import flow, task  # noqa: E402  the environment counts only before the import
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.context import AsyncClientContext  # noqa: E402
from prefect.flow_engine import run_flow_async  # noqa: E402

from deployments.dispatcher.gateway import PrefectGateway  # noqa: E402
from models.clock import utc_now  # noqa: E402
from models.settings.paths import prefect_results_directory  # noqa: E402

TASKS = 4


@task(persist_result=False, cache_policy=NO_CACHE)
async def do_nothing(_number: int) -> None:
    return None


@flow(retries=0, persist_result=False, result_storage=prefect_results_directory())
async def nothing_in_four_tasks() -> None:
    for number in range(TASKS):
        await do_nothing(number)


async def main(count: int, at_once: int) -> None:
    gateway = PrefectGateway()
    room = asyncio.Semaphore(at_once)
    ended_at: list[datetime] = []

    async def run_one() -> None:
        async with room:
            run = await gateway.create_run(
                nothing_in_four_tasks.name,
                run_name="empty",
                tags=[],
                parameters={},
                idempotency_key=uuid4().hex,
            )
            state = await run_flow_async(
                nothing_in_four_tasks, flow_run=run, parameters={}, return_type="state"
            )
            ended_at.append(utc_now())
            assert state.is_completed()  # type: ignore[union-attr] # a state, as asked for

    async with AsyncClientContext.get_or_create():
        await run_one()
        ended_at.clear()
        await asyncio.gather(*(run_one() for _ in range(count)))
    await gateway.close()
    print(json.dumps({"ended_at": [moment.isoformat() for moment in ended_at]}))


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
