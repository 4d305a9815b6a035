from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from deployments.local.postgres import OWNER_ROLE, RunningPostgres

DRIVER = "postgresql+psycopg"


@contextmanager
def empty_database(postgres: RunningPostgres) -> Iterator[str]:
    """The name of a database of the owner with nothing in it."""
    name = f"empty_{uuid4().hex[:12]}"
    postgres.create_database(name)
    try:
        yield name
    finally:
        postgres.drop_database(name)


def owner_url(postgres: RunningPostgres, database: str) -> str:
    return postgres.url_of(database, OWNER_ROLE, scheme=DRIVER)


@pytest.fixture
def empty_url(postgres: RunningPostgres) -> Iterator[str]:
    """The owner's address of an empty database."""
    with empty_database(postgres) as name:
        yield owner_url(postgres, name)
