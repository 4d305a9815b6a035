"""Armed rows are rows the real tick acts on: what is due once, what is not not at all."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from sqlmodel import col, func, select

from benchmarks.armed import KINDS, Armed, store_armed
from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from models.tables import Deadline, DeadlineFiring
from tests.conftest import Clock
from tests.routing import submit_and_route, tick

pytestmark = pytest.mark.database


async def test_the_tick_acts_on_what_is_due_and_on_nothing_else(
    installation: Installation, clock: Clock, postgres: RunningPostgres, database_name: str
) -> None:
    await submit_and_route(installation)
    apart = timedelta(seconds=1)
    with psycopg.connect(postgres.superuser_url, dbname=database_name, autocommit=True) as connection:
        store_armed(connection, Armed(50, clock.now + timedelta(days=1), apart))
        store_armed(connection, Armed(8, clock.now - timedelta(minutes=1), apart, KINDS[:1]))
        store_armed(connection, Armed(4, clock.now - timedelta(hours=1), apart, KINDS[:2], missed=True))
    assert await tick(installation) == 8 + 4 * 2
    async with installation.transaction() as session:
        firings = await session.exec(select(DeadlineFiring.skipped, func.count()).group_by("skipped"))
        set_aside = await session.exec(select(func.count()).where(col(Deadline.set_aside_at).is_not(None)))
        # Of those missed two reminders each were passed over.
        assert dict(firings.all()) == {False: 16, True: 16}
        assert set_aside.one() == 0
