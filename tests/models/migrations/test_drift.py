"""The migrations and the table classes describe the same database, down to each word of a constraint."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

import models.tables  # noqa: F401  fills the metadata
from deployments.local.postgres import RunningPostgres
from models.migrations import current_revision, head_revision, upgrade
from tests.models.migrations.catalogue import describe_schema, list_tables
from tests.models.migrations.conftest import empty_database, owner_url

pytestmark = pytest.mark.database

# Tables without a municipality, each with its reason.
_WITHOUT_MUNICIPALITY = {
    "public.invariant_check": "an invariant is looked at over the whole installation",
    "public.send_pace": "the relay is one for all; a recipient's bucket names their municipality",
    "public.heartbeat": "a process serves all municipalities of the installation",
    "keystore.case_key": "the key store knows nothing but the case a key belongs to",
}


@pytest.fixture(scope="module")
def migrated_url(postgres: RunningPostgres) -> Iterator[str]:
    with empty_database(postgres) as name:
        url = owner_url(postgres, name)
        upgrade(url)
        yield url


@pytest.fixture(scope="module")
def declared(postgres: RunningPostgres) -> Iterator[dict[str, str]]:
    """The schema as the table classes declare it."""
    with empty_database(postgres) as name:
        engine = create_engine(owner_url(postgres, name))
        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA keystore"))
            SQLModel.metadata.create_all(connection)
            described = describe_schema(connection)
        engine.dispose()
        yield described


def test_migrations_make_what_the_tables_declare(migrated_url: str, declared: dict[str, str]) -> None:
    engine = create_engine(migrated_url)
    with engine.connect() as connection:
        migrated = describe_schema(connection)
        assert current_revision(connection) == head_revision()
    engine.dispose()
    assert migrated == declared
    assert len(declared) > 200


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (
            "ALTER TABLE dispatch DROP CONSTRAINT ck_dispatch_flow_word, "
            "ADD CONSTRAINT ck_dispatch_flow_word CHECK (flow IN ('route_case'))",
            "public.dispatch constraint ck_dispatch_flow_word",
        ),
        (
            "DROP INDEX uq_deadline_live; CREATE UNIQUE INDEX uq_deadline_live ON deadline "
            "(case_id, kind, entitled_person) WHERE state IN ('armed', 'paused')",
            "public.deadline index uq_deadline_live",
        ),
        ("ALTER TABLE notice ALTER priority SET DEFAULT 1", "public.notice.priority"),
        ("ALTER TABLE notice ALTER claimed_by SET NOT NULL", "public.notice.claimed_by"),
        ("ALTER TABLE notice ALTER claimed_by TYPE varchar(121)", "public.notice.claimed_by"),
        ("ALTER TABLE keystore.case_key ADD note text", "keystore.case_key.note"),
    ],
)
def test_every_difference_is_noticed(
    migrated_url: str, declared: dict[str, str], change: str, noticed: str
) -> None:
    engine = create_engine(migrated_url)
    with engine.connect() as connection:
        connection.execute(text(change))
        changed = describe_schema(connection)
        connection.rollback()
    engine.dispose()
    differing = {name for name in declared.keys() | changed.keys() if declared.get(name) != changed.get(name)}
    assert differing == {noticed}


def test_every_table_names_its_municipality(migrated_url: str) -> None:
    engine = create_engine(migrated_url)
    with engine.connect() as connection:
        tables, schema = list_tables(connection), describe_schema(connection)
    engine.dispose()
    without = {table for table in tables if f"{table}.municipality_id" not in schema}
    assert without == set(_WITHOUT_MUNICIPALITY)
    nullable = [
        name
        for name, kind in schema.items()
        if name.endswith(".municipality_id") and not kind.endswith("not null")
    ]
    assert nullable == []
