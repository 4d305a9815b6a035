"""What every process of an installation holds: its database and its master key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import Database
from models.sealing import MasterKey, load_master_key
from models.settings import KeySettings


@dataclass(frozen=True, slots=True)
class Installation:
    database: Database
    master_key: MasterKey

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
