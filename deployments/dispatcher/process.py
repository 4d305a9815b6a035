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
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from deployments.dispatcher.availability import PrefectAvailability
from deployments.dispatcher.execution import Execution, HandedOver, InProcess
from deployments.dispatcher.gateway import PrefectGateway
from deployments.dispatcher.room import LOOK_AGAIN_S, Room
from deployments.dispatcher.rounds import (
    AUDIT_S,
    BEAT_S,
    PROBE_S,
    SWEEP_S,
    TICK_S,
    audit,
    beat,
    probe,
    repeat,
    sweep,
    tick,
)
from deployments.dispatcher.runs import RowRunner
from deployments.dispatcher.work import LeasedRow
from models.errors import StoreUnavailable
from models.installation import Installation, use_installation
from models.settings import PrefectSettings
from models.store.cases import list_case_refs
from models.store.dispatches import CHANNEL, ORDINARY, SHOWN_LATER, URGENT, lease_dispatches, renew_leases
from models.store.wakeup import Wakeup

DRAIN_S = 5.0
CLIENT_WITHIN_S = 5.0

# No environment variable can say "none": a thread and an event for every run, for a lease that does the same.
_WITHOUT_HEARTBEAT = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}

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
        self._room = Room(self._settings.runs_at_once, time.monotonic)
        self._availability = PrefectAvailability(
            timedelta(seconds=self._settings.prefect_patience_s), time.monotonic
        )

    async def work_until(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then let what runs come to its end for a few seconds.

        What does not end in time keeps its lease until it runs out; the next holder resumes the same run.
        """
        use_installation(self._place)
        gateway = PrefectGateway()
        runner = RowRunner(
            self._place,
            self._choose_execution(gateway),
            self._availability,
            holder=self.instance,
            settings=self._settings,
        )
        rounds = [
            asyncio.create_task(repeat(what, every_s, stop, do))
            for what, every_s, do in (
                ("tick", TICK_S, tick),
                ("sweep", SWEEP_S, lambda: sweep(self._place)),
                ("beat", BEAT_S, lambda: beat(self._place, self.instance)),
                ("probe", PROBE_S, lambda: probe(gateway, self._availability)),
                ("audit", AUDIT_S, lambda: audit(self._place)),
                ("renew", self._settings.lease_s / 3, self._renew),
            )
        ]
        try:
            async with AsyncExitStack() as held, Wakeup(self._place.database, CHANNEL) as wakeup:
                stopper = asyncio.create_task(wakeup.wake_at(stop))
                shares_client = False
                held.enter_context(temporary_settings(_WITHOUT_HEARTBEAT))
                while not stop.is_set():
                    shares_client = shares_client or await _share_client(held, self._availability)
                    if not await self._lease(runner, wakeup):
                        await wakeup.wait(self._pause_s)
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
        asked = self._room.choose_rows([row.is_urgent for row in self._running.values()])
        if asked is None:
            return False
        try:
            async with self._place.transaction() as session:
                leased = await lease_dispatches(
                    session,
                    holder=self.instance,
                    lease_for=timedelta(seconds=self._settings.lease_s),
                    limit=asked.at_most,
                    now=self._place.clock(),
                    last_priority=self._choose_last_priority(urgent_alone=asked.urgent_alone),
                )
                case_ids = [row.case_id for row in leased if row.case_id is not None]
                refs = await list_case_refs(session, case_ids) if case_ids else {}
        except StoreUnavailable as error:
            _log.warning("store away", code=error.code)
            return False
        for row in leased:
            held = LeasedRow.of(row, "" if row.case_id is None else refs.get(row.case_id, ""))
            running = asyncio.create_task(runner.bring_to_end(held))
            self._running[running] = held
            running.add_done_callback(lambda done: self._forget(done, wakeup))
            if held.is_urgent:
                self._room.note_urgent()
        # The last one leased is the least urgent: after an ordinary one no urgent row waits.
        return len(leased) == asked.at_most and leased[-1].priority == URGENT

    def _choose_last_priority(self, *, urgent_alone: bool) -> int:
        """What only has to be shown is left to a dispatcher that sees its Prefect server."""
        if urgent_alone:
            return URGENT
        return ORDINARY if self._availability.is_away else SHOWN_LATER

    @property
    def _pause_s(self) -> float:
        return min(self._settings.poll_s, LOOK_AGAIN_S) if self._running else self._settings.poll_s

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
    if availability.is_away:
        return False
    try:
        async with asyncio.timeout(CLIENT_WITHIN_S):
            await held.enter_async_context(AsyncClientContext.get_or_create())
    except Exception as error:  # noqa: BLE001  whatever keeps it away, the next round asks again
        _log.warning("prefect away", code=type(error).__name__)
        availability.note_failure()
        return False
    return True
