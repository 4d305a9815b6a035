"""Copied cases are whole cases: as many rows of everything, and the log without a gap."""

from __future__ import annotations

import psycopg
import pytest

from benchmarks.bulk import store_copies
from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from tests.routing import submit_and_route

pytestmark = pytest.mark.database

_TABLES = (
    "case_file",
    "keystore.case_key",
    "report",
    "dispatch",
    "deadline",
    "notice",
    "referral",
    "audit_entry",
)


async def test_copies_have_all_rows_of_a_case_and_the_log_stays_gap_free(
    installation: Installation, postgres: RunningPostgres, database_name: str
) -> None:
    await submit_and_route(installation)
    with psycopg.connect(postgres.superuser_url, dbname=database_name, autocommit=True) as connection:
        once = {table: _count(connection, table) for table in _TABLES}
        before = _count(connection, "audit_entry WHERE case_id IS NULL")
        store_copies(connection, until=30)
        many = {table: _count(connection, table) for table in _TABLES}
        assert many.pop("audit_entry") == before + 30 * (once.pop("audit_entry") - before)
        assert many == {table: 30 * rows for table, rows in once.items()}
        gaps = "audit_entry a, audit_head h WHERE a.seq > h.last_seq"
        assert _count(connection, gaps) == 0
        assert _count(connection, "audit_entry") == _count(
            connection, "generate_series(1, (SELECT last_seq FROM audit_head))"
        )
    await submit_and_route(installation)


def _count(connection: psycopg.Connection[tuple[object, ...]], what: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {what}").fetchone()  # noqa: S608  our own words
    assert row is not None
    return int(str(row[0]))
