"""Where a run is executed: in this process, or handed to a Prefect work pool by setting."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Protocol

import httpx
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import PrefectHTTPStatusError
from prefect.flow_engine import run_flow_async

from deployments.dispatcher.gateway import PrefectGateway, PrefectUnavailable
from deployments.dispatcher.work import Work
from models.clock import utc_now

LONGEST_RUN = timedelta(minutes=2)
# A pool's run that has not moved for so long belonged to a worker that is gone.
STUCK_AFTER = timedelta(minutes=10)
LOOK_EVERY_S = 0.5


class Execution(Protocol):
    """Brings the one run of a piece of work to an end, creating it when it is not there yet."""

    async def carry_out(self, work: Work, *, is_worked: bool) -> FlowRun:
        """The run as it ended; a completed one is not executed again.

        `is_worked`: the steps are done already and the run only has to show it. Raises
        `PrefectUnavailable` when Prefect or its pool does not bring it to an end in time.
        """


class InProcess:
    """Prefect's engine in this process: the fast way."""

    def __init__(self, gateway: PrefectGateway) -> None:
        self._gateway = gateway

    async def carry_out(self, work: Work, *, is_worked: bool) -> FlowRun:  # noqa: ARG002  executed either way
        run = await self._gateway.create_run(
            work.flow.name,
            run_name=work.run_name,
            tags=work.tags,
            parameters=work.parameters,
            idempotency_key=work.idempotency_key,
        )
        if run.state is not None and run.state.is_completed():
            return run
        if run.state is not None and not run.state.is_pending():
            # Its process died or was stopped in the middle: the same run goes on here.
            await self._gateway.force_state(run.id, "PENDING", "wird fortgesetzt / taken up again")
            run = await self._gateway.read_run(run.id) or run
        try:
            async with asyncio.timeout(LONGEST_RUN.total_seconds()):
                ended = await run_flow_async(
                    work.flow, flow_run=run, parameters=dict(work.parameters), return_type="state"
                )
        except (httpx.HTTPError, PrefectHTTPStatusError) as error:
            raise PrefectUnavailable(type(error).__name__) from None
        # The state as the server answered it to the engine; asking for the run once more would tell no more.
        return run.model_copy(update={"state": ended})


class HandedOver:
    """A worker of a pool executes the flow's deployment there: how an installation outgrows its machine."""

    def __init__(self, gateway: PrefectGateway, *, pool: str, patience: timedelta) -> None:
        self._gateway = gateway
        self._pool = pool
        self._patience = patience

    async def carry_out(self, work: Work, *, is_worked: bool) -> FlowRun:
        run = await self._gateway.create_run_in_pool(
            work.flow.name,
            self._pool,
            run_name=work.run_name,
            tags=work.tags,
            parameters=work.parameters,
            idempotency_key=work.idempotency_key,
        )
        if _is_lost(run):
            await self._gateway.force_state(run.id, "SCHEDULED", "wird erneut vergeben / handed over again")
        if not is_worked:
            run = await self._follow(run)
        if run.state is None or not run.state.is_final():
            raise PrefectUnavailable("the pool has not finished the run yet")
        return run

    async def _follow(self, run: FlowRun) -> FlowRun:
        """Look until the run ends, at most as long as routing may wait."""
        for _ in range(max(1, int(self._patience.total_seconds() / LOOK_EVERY_S))):
            if run.state is not None and run.state.is_final():
                return run
            await asyncio.sleep(LOOK_EVERY_S)
            run = await self._gateway.read_run(run.id) or run
        return run


def _is_lost(run: FlowRun) -> bool:
    """Ended without success, or standing still in the hands of a worker that is gone."""
    if run.state is None or run.state.is_completed() or run.state.is_scheduled():
        return False
    # Prefect's own times are those of the real clock, whatever clock the installation goes by.
    return run.state.is_final() or utc_now() - run.state.timestamp > STUCK_AFTER
