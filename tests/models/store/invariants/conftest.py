"""An ordinary working day, and an owner's hand to break it; to others triggers and rights forbid it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession

from deployments.local.postgres import OWNER_ROLE, RunningPostgres
from models.actions.acknowledge_case import acknowledge_case
from models.audit import SYSTEM
from models.database import Database
from models.installation import Installation, use_installation
from models.store.heartbeats import save_heartbeat
from notifications.recording import RecordingRelay
from tests.conftest import DRIVER, Clock
from tests.people import FIRST, judge
from tests.reports import report
from tests.routing import send_all, submit_and_route, tick

CRITICAL: dict[str, Any] = {"danger": {"danger_now": "yes"}, "offender_known_on": None, "consent": []}
_GUARDED = ("audit_entry", "deadline_firing")


@pytest.fixture(scope="module")
async def busy_case(shared: Installation) -> UUID:
    """The newest case of a busy day: others were routed, reminded of, taken and judged before."""
    clock = shared.clock
    assert isinstance(clock, Clock)
    use_installation(shared)
    first = await submit_and_route(shared, report(**CRITICAL))
    await submit_and_route(shared, report(consent=[]))
    clock.forward(minutes=70)
    await tick(shared)
    await acknowledge_case(shared, first.case_ref, FIRST, actor=SYSTEM, now=clock.now)
    await judge(shared, first)
    clock.forward(minutes=60)
    await tick(shared)
    last = await submit_and_route(shared)
    await send_all(shared, RecordingRelay())
    async with shared.transaction() as session:
        await session.exec(text("UPDATE dispatch SET state = 'done'"))  # type: ignore[call-overload]
        for process in ("dispatcher", "delivery"):
            await save_heartbeat(session, process, "test", now=clock.now)
    use_installation(None)
    return last.case_id


@pytest.fixture
async def owner(
    shared: Installation, postgres: RunningPostgres, busy_case: UUID
) -> AsyncIterator[AsyncSession]:
    """A transaction of the tables' owner that is taken back at the end of the test."""
    name = shared.database.engine.url.database or ""
    database = Database(postgres.url_of(name, OWNER_ROLE, scheme=DRIVER))
    async with AsyncSession(database.engine) as session:
        yield session
        await session.rollback()
    await database.close()


async def plant(owner: AsyncSession, damage: str, **values: Any) -> None:
    """Do what no process could: the triggers rest meanwhile. Fails when no row was changed."""
    for table in _GUARDED:
        await owner.exec(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))  # type: ignore[call-overload]
    used = {name: value for name, value in values.items() if f":{name}" in damage}
    changed = await owner.exec(text(damage), params=used)  # type: ignore[call-overload]
    for table in _GUARDED:
        await owner.exec(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))  # type: ignore[call-overload]
    assert changed.rowcount != 0, "nothing was planted"
