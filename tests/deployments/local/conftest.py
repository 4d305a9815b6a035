from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deployments.local.postgres import THROW_AWAY, RunningPostgres, start_postgres


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Not below pytest's own directory: another pytest run closes that one to everybody again, also to the
    user the database server runs as, in the middle of a test.
    """
    yield from own_directory()


@pytest.fixture(scope="session")
def local_home() -> Iterator[Path]:
    for directory in own_directory():
        yield directory / "meldeweg"


@pytest.fixture(scope="session")
def local_postgres(local_home: Path) -> Iterator[RunningPostgres]:
    """A server of this folder's own: its tests look at files, roles and logins."""
    with start_postgres(local_home, settings=THROW_AWAY) as running:
        yield running


def own_directory() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="meldeweg-test-"))
    yield directory
    shutil.rmtree(directory, ignore_errors=True)
