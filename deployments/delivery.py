"""The delivery process: sends what waits in the outbox. Starts fast, knows nothing of Prefect."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from datetime import timedelta

import structlog

from models.installation import Installation
from models.store.heartbeats import save_heartbeat
from models.store.notices import CHANNEL
from models.store.wakeup import Wakeup
from tasks.delivery.send_notices import BATCH, send_notices

POLL_S = 1.0
BEAT_EVERY = timedelta(seconds=5)
PROCESS = "delivery"

_log = structlog.get_logger(__name__)


async def deliver_until(place: Installation, stop: asyncio.Event) -> None:
    """Send batch by batch until told to stop; a batch under way is finished first."""
    holder = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    beaten_at = place.clock() - BEAT_EVERY
    async with Wakeup(place.database, CHANNEL) as wakeup:
        stopper = asyncio.create_task(wakeup.wake_at(stop))
        while not stop.is_set():
            try:
                sent = await send_notices(place, holder=holder)
                now = place.clock()
                if not timedelta(0) <= now - beaten_at < BEAT_EVERY:
                    beaten_at = now
                    async with place.transaction() as session:
                        await save_heartbeat(session, PROCESS, holder, now=now)
            except Exception as error:  # noqa: BLE001  the next round may go well
                _log.error("delivery failed", code=getattr(error, "code", type(error).__name__))
                sent = 0
            if sent < BATCH:
                await wakeup.wait(POLL_S)
        await stopper
