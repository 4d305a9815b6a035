from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from models.sealing import MasterKey
from tests.conftest import Clock
from tests.journeys.house import House
from tests.journeys.story import Story, telling
from tests.prefect_server import PrefectServer


@pytest.fixture
async def story(
    installation: Installation, clock: Clock, monkeypatch: pytest.MonkeyPatch, prefect_server: PrefectServer
) -> AsyncIterator[Story]:
    """Flows run in this process against the real server."""
    async with telling(installation, clock, monkeypatch) as story:
        yield story


@pytest.fixture
def house(
    installation: Installation, postgres: RunningPostgres, database_name: str, master_key: MasterKey
) -> House:
    return House.over(postgres, database_name, master_key)
