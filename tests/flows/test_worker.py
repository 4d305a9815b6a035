"""What is registered really starts: a stock worker of the pool runs it in a process of its own."""

from __future__ import annotations

from functools import partial
from typing import Any

import httpx
import pytest

from deployments.registration import DEPLOYMENTS, OPS_POOL, register_deployments
from tests import PREFECT_LOGIN
from tests.journeys.house import House
from tests.journeys.waiting import until
from tests.prefect_server import PrefectServer

pytestmark = [pytest.mark.database, pytest.mark.prefect]


def is_alive(house: House, process: str) -> bool:
    return house.ask("alive", process).returncode == 0


async def test_a_deployment_started_by_hand_runs_in_the_pool_s_worker(
    house: House, prefect_server: PrefectServer
) -> None:
    names = await register_deployments()
    assert await register_deployments() == names  # twice is harmless
    assert names == [f"{entry.flow.name}/{entry.flow.name}" for entry in DEPLOYMENTS]
    login = httpx.BasicAuth(*PREFECT_LOGIN.split(":"))
    async with httpx.AsyncClient(base_url=f"{prefect_server.url}/", auth=login, timeout=20) as client:
        ids = {}
        for name in names:
            shown = (await client.get(f"deployments/name/{name}")).raise_for_status().json()
            assert shown["work_pool_name"] == OPS_POOL
            # The schedules rest while this test is at work: one run of a deployment at a time.
            await client.patch(f"deployments/{shown['id']}", json={"paused": True})
            ids[name] = shown["id"]
        started = await client.post(
            f"deployments/{ids['watch_deadlines/watch_deadlines']}/create_flow_run", json={}
        )
        run: dict[str, Any] = started.raise_for_status().json()

        async def has_ended() -> bool:
            run.update((await client.get(f"flow_runs/{run['id']}")).raise_for_status().json())
            return run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}

        worker = ("prefect", "worker", "start", "--pool", OPS_POOL, "--type", "process", "--limit", "1")
        # The watch demands that both live.
        with (
            house.running("dispatcher", "deployments", "dispatch"),
            house.running("delivery", "deployments", "deliver"),
        ):
            for process in ("dispatcher", "delivery"):
                await until(partial(is_alive, house, process), within_s=60)
            with house.running("worker", *worker):
                await until(has_ended, within_s=90)
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
