"""One database a module, for tests that leave nothing behind or do not mind what others left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from deployments.local.postgres import RunningPostgres
from models.database import Database
from models.installation import Installation
from models.sealing import MasterKey
from tests.conftest import DRIVER, Clock


@pytest.fixture(scope="module")
async def shared(
    postgres: RunningPostgres, template: str, master_key: MasterKey
) -> AsyncIterator[Installation]:
    name = f"shared_{uuid4().hex[:12]}"
    postgres.create_database(name, template=template)
    place = Installation(Database(postgres.url_of(name, scheme=DRIVER)), master_key, Clock())
    yield place
    await place.close()
    postgres.drop_database(name)
