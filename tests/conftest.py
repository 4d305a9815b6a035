"""Real parts for every test: one PostgreSQL a session, a fresh database a test, a clock tests move."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest

from deployments.local.postgres import APP_ROLE, OWNER_ROLE, THROW_AWAY, RunningPostgres, start_postgres
from models.actions.activate_policy import activate_policy
from models.audit import SYSTEM
from models.database import Database
from models.installation import Installation, use_installation
from models.migrations import upgrade
from models.policy import shipped_policy
from models.sealing import MasterKey
from tests import HOME
from tests.prefect_server import PrefectServer, running_prefect

DRIVER = "postgresql+psycopg"
TEMPLATE = "template_augsburg"
# Monday, 23 November 2026, 10:00 in Augsburg: an ordinary working morning.
MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self.now

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._now = moment

    def forward(self, **by: float) -> datetime:
        """Move by hours, minutes, seconds … (also back) and answer the new time."""
        self._now += timedelta(**by)
        return self.now


class RunningClock(Clock):
    """Goes on by itself beside being moved: leases and pauses of a process at work need passing time."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        super().__init__(now)
        self._started_s = monotonic()

    @property
    def now(self) -> datetime:
        return self._now + timedelta(seconds=monotonic() - self._started_s)

    @now.setter
    def now(self, moment: datetime) -> None:
        self._now = moment
        self._started_s = monotonic()


@pytest.fixture(scope="session")
def home() -> Path:
    """The data directory of this test run."""
    return HOME


@pytest.fixture(scope="session")
def postgres(home: Path) -> Iterator[RunningPostgres]:
    with start_postgres(home, settings=THROW_AWAY) as server:
        yield server


@pytest.fixture(scope="session")
def master_key() -> MasterKey:
    return MasterKey(os.urandom(32))


@pytest.fixture(scope="session")
async def template(postgres: RunningPostgres, master_key: MasterKey) -> str:
    """A migrated database with the Augsburg example, to be copied for every test."""
    postgres.create_database(TEMPLATE)
    upgrade(postgres.url_of(TEMPLATE, OWNER_ROLE, scheme=DRIVER), application_role=APP_ROLE)
    place = Installation(Database(postgres.url_of(TEMPLATE, scheme=DRIVER)), master_key)
    try:
        await activate_policy(place, shipped_policy("augsburg"), actor=SYSTEM, now=MONDAY_MORNING)
    finally:
        await place.close()
    return TEMPLATE


@pytest.fixture(scope="session")
def prefect_server(postgres: RunningPostgres, home: Path) -> Iterator[PrefectServer]:
    """One real Prefect server for all tests; this process talks to it too (see the tests' environment)."""
    with running_prefect(postgres, home) as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database_name(postgres: RunningPostgres, template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex[:12]}"
    postgres.create_database(name, template=template)
    yield name
    postgres.drop_database(name)


@pytest.fixture
async def installation(
    postgres: RunningPostgres, database_name: str, master_key: MasterKey, clock: Clock
) -> AsyncIterator[Installation]:
    """An installation with the Augsburg policy in force and no case yet; the application's own role."""
    database = Database(postgres.url_of(database_name, scheme=DRIVER))
    place = Installation(database, master_key, clock)
    use_installation(place)
    yield place
    use_installation(None)
    await place.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that leave the shared Prefect server unable to record task runs come last.

    Prefect's client sends unconfirmed events again; the recorder of a server whose database was wiped stops
    at the first one that belongs to a run it does not know any more.
    """
    items.sort(key=lambda item: item.get_closest_marker("spoils_prefect") is not None)
