"""Retry policies, named in one place: a task retries blips of seconds, the lease everything longer."""

from __future__ import annotations

from typing import Any

from prefect import Task
from prefect.client.schemas.objects import State, TaskRun

from models.errors import StoreUnavailable

RETRIES = 2
DELAYS_S = [0.5, 2.0]


def is_passing(_task: Task[Any, Any], _task_run: TaskRun, state: State[Any]) -> bool:
    """True for what may be over in a moment; a refusal stays one however often it is asked."""
    return isinstance(state.data, StoreUnavailable)
