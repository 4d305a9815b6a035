"""The few questions the dispatcher asks Prefect's server itself; runs are executed by Prefect's engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx
from prefect.client.schemas.objects import FlowRun
from prefect.settings import get_current_settings

from models.errors import MeldewegError


class PrefectUnavailable(MeldewegError):
    """The server did not answer, or not as a server in order does. Try again, or go on without it."""

    code = "prefect_unavailable"


class PrefectGateway:
    """Raises `PrefectUnavailable` for every failure: to the dispatcher they are all the same."""

    def __init__(self) -> None:
        api = get_current_settings().api
        auth = api.auth_string.get_secret_value() if api.auth_string is not None else ""
        user, _, password = auth.partition(":")
        self._client = httpx.AsyncClient(
            base_url=f"{str(api.url).rstrip('/')}/",
            auth=(user, password) if auth else None,
            timeout=httpx.Timeout(5, connect=2),
            # Plain http to the own server: loading the CA bundle would only cost time and memory.
            verify=str(api.url).startswith("https://"),
        )
        self._flow_ids: dict[str, UUID] = {}

    async def close(self) -> None:
        await self._client.aclose()

    async def check_health(self) -> None:
        await self._ask("GET", "health")

    async def create_run(
        self,
        flow_name: str,
        *,
        run_name: str,
        tags: list[str],
        parameters: Mapping[str, str],
        idempotency_key: str,
    ) -> FlowRun:
        """The run of this key: a new one in PENDING, or the one created before."""
        body = {
            "name": run_name,
            "flow_id": str(await self._flow_id(flow_name)),
            "parameters": dict(parameters),
            "tags": tags,
            "idempotency_key": idempotency_key,
            "state": {"type": "PENDING"},
        }
        try:
            return _read_run(await self._ask("POST", "flow_runs/", json=body))
        except PrefectUnavailable:
            # Perhaps the server's database was wiped: the flow has another id then, to be asked next time.
            self._flow_ids.pop(flow_name, None)
            raise

    async def create_run_in_pool(
        self,
        flow_name: str,
        pool: str,
        *,
        run_name: str,
        tags: list[str],
        parameters: Mapping[str, str],
        idempotency_key: str,
    ) -> FlowRun:
        """The run of this key in the flow's deployment for this pool: scheduled, or created before."""
        answer = await self._ask("GET", f"deployments/name/{flow_name}/{pool}")
        body = {
            "name": run_name,
            "parameters": dict(parameters),
            "tags": tags,
            "idempotency_key": idempotency_key,
            "state": {"type": "SCHEDULED"},
        }
        path = f"deployments/{_read(answer)['id']}/create_flow_run"
        return _read_run(await self._ask("POST", path, json=body))

    async def read_run(self, flow_run_id: UUID) -> FlowRun | None:
        answer = await self._ask("GET", f"flow_runs/{flow_run_id}")
        return None if answer.status_code == httpx.codes.NOT_FOUND else _read_run(answer)

    async def force_state(self, flow_run_id: UUID, state: str, message: str) -> None:
        """Put a run in a state past Prefect's own rules: a run that hung or crashed with its process."""
        body = {"state": {"type": state, "message": message}, "force": True}
        await self._ask("POST", f"flow_runs/{flow_run_id}/set_state", json=body)

    async def _flow_id(self, name: str) -> UUID:
        if name not in self._flow_ids:
            answer = await self._ask("POST", "flows/", json={"name": name})
            self._flow_ids[name] = UUID(_read(answer)["id"])
        return self._flow_ids[name]

    async def _ask(self, method: str, path: str, *, json: object = None) -> httpx.Response:
        """Answers of 404 are the caller's to judge."""
        try:
            answer = await self._client.request(method, path, json=json)
        except httpx.HTTPError as error:
            raise PrefectUnavailable(type(error).__name__) from None
        if answer.is_error and answer.status_code != httpx.codes.NOT_FOUND:
            raise PrefectUnavailable(f"status {answer.status_code}")
        return answer


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        raise PrefectUnavailable("no JSON in the answer") from None
    if not isinstance(content, dict) or answer.is_error:
        raise PrefectUnavailable(f"status {answer.status_code}")
    return content


def _read_run(answer: httpx.Response) -> FlowRun:
    return FlowRun.model_validate(_read(answer))
