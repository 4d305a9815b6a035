"""Wait until the database says that something was queued (LISTEN/NOTIFY), or the poll interval is over."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Self

import psycopg

from models.database import Database


class Wakeup:
    """One listening connection. Losing it costs nothing but speed: the poll finds every row."""

    def __init__(self, database: Database, channel: str) -> None:
        url = database.engine.url.set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._channel = channel
        self._woken = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._listener = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener

    def wake(self) -> None:
        self._woken.set()

    async def wake_at(self, event: asyncio.Event) -> None:
        """Wake once more when `event` is set, so that a process told to stop does not wait for its poll."""
        await event.wait()
        self.wake()

    async def wait(self, at_most_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._woken.wait()
        self._woken.clear()

    async def _listen(self) -> None:
        while True:
            with contextlib.suppress(psycopg.Error, OSError):
                async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as listening:
                    await listening.execute(f"LISTEN {self._channel}")
                    self.wake()
                    async for _ in listening.notifies():
                        self.wake()
            await asyncio.sleep(1)
