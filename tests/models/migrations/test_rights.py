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

APPEND_ONLY = {
    "audit_entry": "event",
    "deadline_firing": "skipped",
    "notice_attempt": "attempt_no",
    "policy_version": "source",
}


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


def changes_of(table: str, column: str) -> list[str]:
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    patterns = ("UPDATE {table} SET {column} = {column}", "DELETE FROM {table}", "TRUNCATE {table} CASCADE")
    return [sql.SQL(pattern).format(**names).as_string() for pattern in patterns]


CHANGES = [change for table, column in APPEND_ONLY.items() for change in changes_of(table, column)]


@pytest.mark.parametrize(
    "statement",
    [
        *CHANGES,
        *changes_of("report", "sealed"),
        *changes_of("added_answers", "sealed"),
        *changes_of("severity_verdict", "sealed_reason"),
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


@pytest.mark.parametrize("statement", CHANGES)
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
