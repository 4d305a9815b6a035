"""A listener that wakes at a commit, and comes back by itself when its connection is cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import text

from models.database import Database
from models.installation import Installation
from models.store.dispatches import CHANNEL, add_dispatch
from models.store.notices import CHANNEL as OUTBOX
from models.store.wakeup import Wakeup
from models.vocabulary import DispatchFlow
from tests.conftest import Clock

pytestmark = pytest.mark.database

# Far longer than anything here takes: who waits this long was not woken.
PATIENCE_S = 20.0
LISTENERS = "SELECT pid FROM pg_stat_activity WHERE query ILIKE 'LISTEN %' AND datname = current_database()"


@pytest.fixture
async def wakeup(shared: Installation) -> AsyncIterator[Wakeup]:
    async with Wakeup(shared.database, CHANNEL) as listening:
        # It wakes once when it listens: what was queued before is looked for.
        assert await is_woken(listening)
        yield listening


async def is_woken(wakeup: Wakeup) -> bool:
    began = asyncio.get_running_loop().time()
    await wakeup.wait(PATIENCE_S)
    return asyncio.get_running_loop().time() - began < PATIENCE_S / 2


async def sees_nothing(wakeup: Wakeup) -> bool:
    began = asyncio.get_running_loop().time()
    await wakeup.wait(0.2)
    return asyncio.get_running_loop().time() - began >= 0.19


async def queue(place: Installation, clock: Clock, *, fail: bool = False) -> None:
    async with place.transaction() as session:
        await add_dispatch(
            session, DispatchFlow.ROUTE_CASE, municipality_id="augsburg", case_id=None, now=clock.now
        )
        if fail:
            raise LookupError


async def run(place: Installation, statement: str) -> list[object]:
    async with place.transaction() as session:
        found = await session.exec(text(statement))  # type: ignore[call-overload]
        return list(found.scalars()) if found.returns_rows else []


async def test_what_is_queued_wakes_at_the_commit(shared: Installation, clock: Clock, wakeup: Wakeup) -> None:
    await queue(shared, clock)
    assert await is_woken(wakeup)
    assert await sees_nothing(wakeup)


async def test_what_is_rolled_back_or_meant_for_others_wakes_nobody(
    shared: Installation, clock: Clock, wakeup: Wakeup
) -> None:
    with pytest.raises(LookupError):
        await queue(shared, clock, fail=True)
    await run(shared, f"NOTIFY {OUTBOX}")
    assert await sees_nothing(wakeup)


async def test_a_cut_connection_is_made_again(shared: Installation, clock: Clock, wakeup: Wakeup) -> None:
    (pid,) = await run(shared, LISTENERS)
    await run(shared, f"SELECT pg_terminate_backend({pid})")
    # Back again it wakes, for something may have been queued meanwhile.
    assert await is_woken(wakeup)
    assert await run(shared, LISTENERS) != [pid]
    await queue(shared, clock)
    assert await is_woken(wakeup)


async def test_without_a_server_waiting_still_ends(tmp_path: Path) -> None:
    database = Database(f"postgresql+psycopg://nobody@/{uuid4().hex}?host={tmp_path}")
    async with Wakeup(database, CHANNEL) as listening:
        assert await sees_nothing(listening)
        listening.wake()
        assert await is_woken(listening)
    await database.close()


async def test_leaving_ends_the_connection(shared: Installation) -> None:
    async with Wakeup(shared.database, CHANNEL) as listening:
        assert await is_woken(listening)
        assert len(await run(shared, LISTENERS)) == 1
    async with asyncio.timeout(PATIENCE_S):
        while await run(shared, LISTENERS):
            pass
