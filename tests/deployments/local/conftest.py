from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deployments.local.postgres import RunningPostgres, start_postgres

FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@pytest.fixture(scope="session")
def local_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home") / "meldeweg"


@pytest.fixture(scope="session")
def local_postgres(local_home: Path) -> Iterator[RunningPostgres]:
    """A server of this folder's own: its tests look at files, roles and logins."""
    with start_postgres(local_home, settings=FAST) as running:
        yield running
