"""What every process of an installation holds: its database, its master key and its clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.clock import utc_now
from models.database import Database
from models.sealing import MasterKey, load_master_key
from models.settings import KeySettings


@dataclass(frozen=True, slots=True)
class Installation:
    """`clock` is read where work begins (a task, a request) and handed on as `now`; tests move it."""

    database: Database
    master_key: MasterKey
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def from_settings(cls) -> Installation:
        """Raises `KeyUnavailable` without a usable key file, `LookupError` without a database address."""
        return cls(Database.from_settings(), load_master_key(KeySettings().file))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        async with self.database.transaction() as session:
            yield session

    async def close(self) -> None:
        await self.database.close()


_current: Installation | None = None


def use_installation(installation: Installation | None) -> None:
    """Set by a composition root before it starts work; None makes the next use read the settings."""
    global _current
    _current = installation


def current_installation() -> Installation:
    """The installation this process works for, from the settings when none was set."""
    global _current
    if _current is None:
        _current = Installation.from_settings()
    return _current
