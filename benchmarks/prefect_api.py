"""Prefect's server as the references need it: deployments, runs by hand, how long they took."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.embedded_stack import EmbeddedStack
from deployments.local.stack.environment import prefect_login
from deployments.registration import IMPORT_FROM_THE_INSTALLATION


class PrefectApi:
    def __init__(self, stack: EmbeddedStack) -> None:
        user, _, password = prefect_login(stack.plan.secrets).partition(":")
        self._client = httpx.AsyncClient(
            base_url=f"{stack.plan.prefect_url}/api/", auth=(user, password), timeout=30
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def deploy(self, flow: str, pool: str) -> str:
        """The id of a deployment of our flow in this pool."""
        flow_id = (await self._post("flows/", {"name": flow}))["id"]
        body = {
            "flow_id": flow_id,
            "name": f"{flow}-{pool}",
            "entrypoint": f"flows.{flow}.{flow}",
            "pull_steps": IMPORT_FROM_THE_INSTALLATION,
            "work_pool_name": pool,
            "enforce_parameter_schema": False,
        }
        return str((await self._post("deployments/", body))["id"])

    async def start_run(self, deployment_id: str, parameters: dict[str, str]) -> str:
        body = {"parameters": parameters, "idempotency_key": uuid4().hex, "state": {"type": "SCHEDULED"}}
        return str((await self._post(f"deployments/{deployment_id}/create_flow_run", body))["id"])

    async def wait_for_runs(self, run_ids: list[str], *, within_s: float) -> list[tuple[datetime, datetime]]:
        """Start and end of each run. Raises TimeoutError, or RuntimeError when one did not complete."""
        deadline = time.monotonic() + within_s
        while True:
            runs = await self._filter({"flow_runs": {"id": {"any_": run_ids}}, "limit": 200})
            if all(run["state_type"] == "COMPLETED" for run in runs) and len(runs) == len(run_ids):
                return [(_instant(run["start_time"]), _instant(run["end_time"])) for run in runs]
            if any(run["state_type"] in {"FAILED", "CRASHED", "CANCELLED"} for run in runs):
                raise RuntimeError("a run of the reference did not complete")
            if time.monotonic() > deadline:
                raise TimeoutError("the reference did not end in time")
            await asyncio.sleep(0.5)

    async def has_worker(self, pool: str) -> bool:
        answer = await self._client.post(f"work_pools/{pool}/workers/filter", json={})
        return answer.is_success and bool(answer.json())

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._client.post(path, json=body)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def _filter(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = await self._client.post("flow_runs/filter", json=body)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
