"""What makes a function a step: a Prefect task that keeps nothing and says nothing but codes.

Prefect stores parameters, results, states and exception texts. So a step takes ids, answers plain words, and
an unexpected exception leaves it as `StepFailed` with its kind alone.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

import structlog
from prefect import Task, task
from prefect.cache_policies import NO_CACHE

from models.errors import MeldewegError
from tasks.retry import DELAYS_S, RETRIES, is_passing

P = ParamSpec("P")
R = TypeVar("R")
Step = Task[P, Coroutine[Any, Any, R]]

_log = structlog.get_logger(__name__)


class StepFailed(MeldewegError):
    """A step ended in something nobody foresaw; `code` is the kind of exception."""

    def __init__(self, step: str, code: str) -> None:
        self.code = code
        super().__init__(
            f"Schritt {step} ist gescheitert ({code}). Nichts ist verloren: Meldungen, Fristen und "
            "Nachrichten werden von selbst erneut bearbeitet; einen von Hand gestarteten Lauf bitte neu "
            "starten. Kommt diese Meldung wieder, die IT mit diesem Code verständigen. / "
            f"Step {step} failed ({code}). Nothing is lost: reports, deadlines and notices are taken up "
            "again by themselves; start a run that was started by hand again. If this comes back, tell IT "
            "the code."
        )


def step(run_name: str) -> Callable[[Callable[P, Awaitable[R]]], Step[P, R]]:
    """Make an async function a step named after itself; `run_name` is what the coordinator reads.

    Letters of ASCII only: the timeline of Prefect's UI has no others and leaves umlauts and dashes out.
    """
    if not run_name.isascii():
        raise ValueError("the UI's timeline would drop letters of this name")

    def decorate(function: Callable[P, Awaitable[R]]) -> Step[P, R]:
        name = function.__name__

        @functools.wraps(function)
        async def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return await function(*args, **kwargs)
            except MeldewegError as error:
                # Drops the causes: their texts and source lines would be kept by Prefect.
                raise error.with_traceback(None) from None
            except Exception as error:  # noqa: BLE001  whatever it is, its text stays in this process
                code = type(error).__name__
                _log.error("step failed", step=name, code=code, place=_place_of(error))
                raise StepFailed(name, code) from None

        return task(
            name=name,
            task_run_name=f"{name}: {run_name}",
            retries=RETRIES,
            retry_delay_seconds=DELAYS_S,
            retry_condition_fn=is_passing,
            persist_result=False,
            cache_policy=NO_CACHE,
            log_prints=False,
        )(guarded)

    return decorate


def _place_of(error: BaseException) -> str:
    """File and line where it arose, without source text or values."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"
