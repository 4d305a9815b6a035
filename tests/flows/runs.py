"""Flows as a coordinator starts them in the UI, and what the UI then shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prefect import Flow

from tests.prefect_server import PrefectServer


@dataclass(frozen=True, slots=True)
class ShownRun:
    state: str
    message: str
    name: str
    tags: frozenset[str]
    run_id: str


async def run_by_hand(server: PrefectServer, flow: Flow[Any, Any], *arguments: str) -> ShownRun:
    """Run to the end, however it ends."""
    running: Any = flow(*arguments, return_state=True)
    state = await running
    flow_run_id = str(state.state_details.flow_run_id)
    (run,) = server.ask("flow_runs/filter", {"flow_runs": {"id": {"any_": [flow_run_id]}}})
    shown = run["state"]
    return ShownRun(shown["type"], shown["message"] or "", run["name"], frozenset(run["tags"]), flow_run_id)
