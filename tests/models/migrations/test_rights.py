"""What is written once stays: for the application by its rights, for the owner by triggers."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import create_engine

from deployments.local.postgres import APP_ROLE, OWNER_ROLE, RunningPostgres
from models.migrations import upgrade
from tests.models.migrations.conftest import empty_database, owner_url
from tests.models.migrations.sample_rows import add_sample_rows

pytestmark = pytest.mark.database

# Kept from the owner by triggers, too; then what only the application's role must leave as it is.
APPEND_ONLY = ("audit_entry", "deadline_firing", "notice_attempt", "policy_version")
WRITTEN_ONCE = (*APPEND_ONLY, "added_answers", "case_action", "report", "severity_verdict")


@pytest.fixture(scope="module")
def filled(postgres: RunningPostgres) -> Iterator[str]:
    """A migrated database with one row in each table."""
    with empty_database(postgres) as name:
        url = owner_url(postgres, name)
        upgrade(url, application_role=APP_ROLE)
        engine = create_engine(url)
        with engine.begin() as connection:
            add_sample_rows(connection, 1)
        engine.dispose()
        yield name


@pytest.fixture
def application(postgres: RunningPostgres, filled: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres.url_of(filled, APP_ROLE)) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def owner(postgres: RunningPostgres, filled: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres.url_of(filled, OWNER_ROLE)) as connection:
        yield connection
        connection.rollback()


def changes_of(tables: tuple[str, ...]) -> list[str]:
    patterns = (
        "UPDATE {table} SET municipality_id = municipality_id",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
    )
    return [
        sql.SQL(pattern).format(table=sql.Identifier(table)).as_string()
        for table in tables
        for pattern in patterns
    ]


@pytest.mark.parametrize(
    "statement",
    [
        *changes_of(WRITTEN_ONCE),
        "UPDATE alembic_version SET version_num = '0000'",
        "DELETE FROM alembic_version",
        "INSERT INTO alembic_version VALUES ('9999')",
        "TRUNCATE alembic_version",
        "TRUNCATE case_file CASCADE",
        "CREATE TABLE notes (note text)",
        "CREATE TABLE keystore.notes (note text)",
        "CREATE TEMP TABLE notes (note text)",
        "CREATE SCHEMA notes",
        "CREATE FUNCTION notes() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "ALTER TABLE notice ADD note text",
        "DROP TABLE notice",
        "DROP TRIGGER audit_entry_append_only ON audit_entry",
        "CREATE INDEX ON notice (state)",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_is_refused(application: psycopg.Connection, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        application.execute(statement)


@pytest.mark.parametrize("statement", changes_of(APPEND_ONLY))
def test_a_trigger_stops_the_owner_too(owner: psycopg.Connection, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege, match="is append-only"):
        owner.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_file SET state = state",
        "UPDATE deadline SET step_no = step_no",
        "DELETE FROM absence",
        "UPDATE dispatch SET attempts = attempts",
        "UPDATE notice SET attempts = attempts",
        "UPDATE audit_head SET last_seq = last_seq",
        "DELETE FROM remembered_answer",
        "DELETE FROM heartbeat",
    ],
)
def test_the_application_may_work_on_the_rest(application: psycopg.Connection, statement: str) -> None:
    assert application.execute(statement).rowcount == 1


def test_every_table_is_either_worked_on_or_written_once(owner: psycopg.Connection) -> None:
    """A new table is one or the other on purpose: add it here or to the upgrade's list."""
    rights = owner.execute(
        "SELECT c.relname, has_table_privilege(%(role)s, c.oid, 'INSERT'),"
        " has_table_privilege(%(role)s, c.oid, 'UPDATE'), has_table_privilege(%(role)s, c.oid, 'DELETE')"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname IN ('public', 'keystore') AND c.relname <> 'alembic_version'",
        {"role": APP_ROLE},
    ).fetchall()
    assert {may_add for _, may_add, _, _ in rights} == {True}
    assert {name for name, _, may_change, may_delete in rights if may_change != may_delete} == set()
    assert {name for name, _, may_change, _ in rights if not may_change} == set(WRITTEN_ONCE)


def test_the_application_may_delete_a_key_and_so_erase_a_case(application: psycopg.Connection) -> None:
    assert application.execute("DELETE FROM keystore.case_key").rowcount == 1


def test_rights_given_by_accident_are_taken_back_by_the_next_upgrade(
    postgres: RunningPostgres, filled: str, owner: psycopg.Connection
) -> None:
    owner.execute(f"GRANT UPDATE, DELETE ON audit_entry, report, alembic_version TO {APP_ROLE}")
    owner.commit()
    upgrade(owner_url(postgres, filled), application_role=APP_ROLE)
    for table in ("audit_entry", "report", "alembic_version"):
        may = "SELECT has_table_privilege(%s, %s, 'UPDATE') OR has_table_privilege(%s, %s, 'DELETE')"
        assert owner.execute(may, (APP_ROLE, table, APP_ROLE, table)).fetchone() == (False,)
