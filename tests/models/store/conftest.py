from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from models.installation import Installation


@pytest.fixture
async def session(shared: Installation) -> AsyncIterator[AsyncSession]:
    """A transaction that is taken back at the end of the test."""
    async with AsyncSession(shared.database.engine, expire_on_commit=False) as session:
        yield session
        await session.rollback()
