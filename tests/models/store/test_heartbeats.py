from __future__ import annotations

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.heartbeats import find_last_heartbeat, forget_heartbeats, save_heartbeat
from tests.conftest import Clock

pytestmark = pytest.mark.database


async def test_the_last_sign_of_life_of_any_instance_counts(session: AsyncSession, clock: Clock) -> None:
    first, last = clock.now, clock.now.replace(minute=5)
    assert await find_last_heartbeat(session, "dispatcher", now=last) is None
    await save_heartbeat(session, "dispatcher", "one", now=first)
    await save_heartbeat(session, "dispatcher", "two", now=first)
    await save_heartbeat(session, "dispatcher", "two", now=last)
    await save_heartbeat(session, "delivery", "three", now=clock.now.replace(minute=9))
    assert await find_last_heartbeat(session, "dispatcher", now=last) == last
    await forget_heartbeats(session, before=last)
    assert await find_last_heartbeat(session, "dispatcher", now=last) == last
    await forget_heartbeats(session, before=clock.forward(days=1))
    assert await find_last_heartbeat(session, "dispatcher", now=last) is None
