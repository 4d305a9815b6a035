"""The dispatcher's life: lease, run a bounded number at once, renew, drain."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import time
from contextlib import AsyncExitStack
from datetime import timedelta

import structlog
from prefect.context import AsyncClientContext

from deployments.dispatcher.availability import PrefectAvailability
from deployments.dispatcher.execution import Execution, HandedOver, InProcess
from deployments.dispatcher.gateway import PrefectGateway
from deployments.dispatcher.rounds import BEAT_S, PROBE_S, SWEEP_S, TICK_S, beat, probe, repeat, sweep, tick
from deployments.dispatcher.runs import RowRunner
from deployments.dispatcher.work import LeasedRow
from models.errors import StoreUnavailable
from models.installation import Installation, use_installation
from models.settings import PrefectSettings
from models.store.dispatches import CHANNEL, lease_dispatches, renew_leases
from models.store.wakeup import Wakeup

DRAIN_S = 5.0
CLIENT_WITHIN_S = 5.0

_log = structlog.get_logger(__name__)


class Dispatcher:
    """One process of any number: the row lock decides who takes what."""

    def __init__(
        self, place: Installation, settings: PrefectSettings | None = None, *, instance: str | None = None
    ) -> None:
        self._place = place
        self._settings = settings or PrefectSettings()
        self.instance = instance or f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._running: dict[asyncio.Task[None], LeasedRow] = {}

    async def work_until(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then let what runs come to its end for a few seconds.

        What does not end in time keeps its lease until it runs out; the next holder resumes the same run.
        """
        use_installation(self._place)
        gateway = PrefectGateway()
        availability = PrefectAvailability(
            timedelta(seconds=self._settings.prefect_patience_s), time.monotonic
        )
        runner = RowRunner(
            self._place,
            self._choose_execution(gateway),
            availability,
            holder=self.instance,
            settings=self._settings,
        )
        rounds = [
            asyncio.create_task(repeat(what, every_s, stop, do))
            for what, every_s, do in (
                ("tick", TICK_S, tick),
                ("sweep", SWEEP_S, lambda: sweep(self._place)),
                ("beat", BEAT_S, lambda: beat(self._place, self.instance)),
                ("probe", PROBE_S, lambda: probe(gateway, availability)),
                ("renew", self._settings.lease_s / 3, self._renew),
            )
        ]
        try:
            async with AsyncExitStack() as held, Wakeup(self._place.database, CHANNEL) as wakeup:
                stopper = asyncio.create_task(wakeup.wake_at(stop))
                shares_client = False
                while not stop.is_set():
                    shares_client = shares_client or await _share_client(held, availability)
                    if not await self._lease(runner, wakeup):
                        await wakeup.wait(self._settings.poll_s)
                await stopper
                await self._drain()
        finally:
            if not stop.is_set():
                # Something failed: a process that only ticks and leases nothing must not live on.
                for round_ in rounds:
                    round_.cancel()
            await asyncio.gather(*rounds, return_exceptions=True)
            await gateway.close()

    def _choose_execution(self, gateway: PrefectGateway) -> Execution:
        if self._settings.work_pool is None:
            return InProcess(gateway)
        patience = timedelta(seconds=self._settings.prefect_patience_s)
        return HandedOver(gateway, pool=self._settings.work_pool, patience=patience)

    async def _lease(self, runner: RowRunner, wakeup: Wakeup) -> bool:
        """Take as many rows as there is room for; True when more may be waiting right now."""
        room = self._settings.runs_at_once - len(self._running)
        if room <= 0:
            return False
        try:
            async with self._place.transaction() as session:
                leased = await lease_dispatches(
                    session,
                    holder=self.instance,
                    lease_for=timedelta(seconds=self._settings.lease_s),
                    limit=room,
                    now=self._place.clock(),
                )
        except StoreUnavailable as error:
            _log.warning("store away", code=error.code)
            return False
        for row in map(LeasedRow.of, leased):
            running = asyncio.create_task(runner.bring_to_end(row))
            self._running[running] = row
            running.add_done_callback(lambda done: self._forget(done, wakeup))
        return len(leased) == room and len(self._running) < self._settings.runs_at_once

    def _forget(self, done: asyncio.Task[None], wakeup: Wakeup) -> None:
        self._running.pop(done, None)
        wakeup.wake()

    async def _renew(self) -> None:
        if not self._running:
            return
        until = self._place.clock() + timedelta(seconds=self._settings.lease_s)
        held = [row.dispatch_id for row in self._running.values()]
        async with self._place.transaction() as session:
            await renew_leases(session, held, holder=self.instance, until=until)

    async def _drain(self) -> None:
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=DRAIN_S)
            if late:
                _log.warning("stopped with runs under way; their leases run out", runs=len(late))


async def _share_client(held: AsyncExitStack, availability: PrefectAvailability) -> bool:
    """One client of Prefect for all runs begun from here on; False while Prefect cannot be reached.

    Entering it asks the server. A dispatcher that starts while Prefect is away has to route all the same.
    """
    if availability.away_since is not None:
        return False
    try:
        async with asyncio.timeout(CLIENT_WITHIN_S):
            await held.enter_async_context(AsyncClientContext.get_or_create())
    except Exception as error:  # noqa: BLE001  whatever keeps it away, the next round asks again
        _log.warning("prefect away", code=type(error).__name__)
        availability.note_failure()
        return False
    return True
