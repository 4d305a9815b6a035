"""What the dispatcher does again and again beside the queue: tick deadlines, sweep, probe, show it lives."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from deployments.dead_man import ping_dead_man
from deployments.dispatcher.availability import PrefectAvailability
from deployments.dispatcher.gateway import PrefectGateway, PrefectUnavailable
from models.installation import Installation
from models.settings.alarms import AlarmSettings
from models.store.heartbeats import forget_heartbeats, save_heartbeat
from tasks.auditing.audit_invariants import audit_invariants
from tasks.fire_deadlines import fire_deadlines
from tasks.resume_paused import resume_paused
from tasks.sweep_cases import sweep_cases
from tasks.take_up_deadlines import take_up_deadlines

TICK_S = 1.0
SWEEP_S = 30.0
BEAT_S = 5.0
PROBE_S = 2.0
AUDIT_S = 60.0
PROCESS = "dispatcher"

_log = structlog.get_logger(__name__)


async def repeat(what: str, every_s: float, stop: asyncio.Event, do: Callable[[], Awaitable[None]]) -> None:
    """Do it until told to stop; a failure is said and does not end the repetition."""
    while not stop.is_set():
        try:
            await do()
        except Exception as error:  # noqa: BLE001  the next time may go well
            _log.error("round failed", round=what, code=getattr(error, "code", type(error).__name__))
        try:
            async with asyncio.timeout(every_s):
                await stop.wait()
        except TimeoutError:
            continue


async def tick() -> None:
    await resume_paused.fn()
    while await fire_deadlines.fn():
        pass


async def sweep(place: Installation) -> None:
    found = await sweep_cases(place)
    if found:
        _log.warning("cases without a row taken up again", cases=found)
    await take_up_deadlines(place)


async def beat(place: Installation, instance: str) -> None:
    now = place.clock()
    async with place.transaction() as session:
        await save_heartbeat(session, PROCESS, instance, now=now)
        await forget_heartbeats(session, before=now - timedelta(days=1))


async def probe(gateway: PrefectGateway, availability: PrefectAvailability) -> None:
    try:
        await gateway.check_health()
    except PrefectUnavailable:
        availability.note_failure()
    else:
        availability.note_answer()


async def audit(place: Installation) -> None:
    """Of several dispatchers one looks each minute; while all is well it says so outside."""
    audited = await audit_invariants(
        place, told_after=timedelta(seconds=AUDIT_S * 0.75), fresh_for=timedelta(seconds=AUDIT_S * 0.75)
    )
    if not audited.looked:
        return
    if audited.broken:
        _log.error("invariants broken", names=[standing.invariant.value for standing in audited.broken])
        return
    await ping_dead_man(AlarmSettings().dead_man_url)
