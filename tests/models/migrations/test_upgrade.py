"""Every way along the history of the schema, with data in the tables."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, TableClause, create_engine, func, inspect, select, table, text

from deployments.local.postgres import APP_ROLE
from models.migrations import alembic_config, current_revision, head_revision, upgrade
from tests.models.migrations.catalogue import describe_schema, list_tables
from tests.models.migrations.sample_rows import add_sample_rows

pytestmark = pytest.mark.database

_UNCHANGEABLE = (
    "public.audit_entry",
    "public.report",
    "public.added_answers",
    "public.severity_verdict",
    "public.case_action",
)


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    engine = create_engine(empty_url)
    yield engine
    engine.dispose()


def downgrade(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def revisions() -> list[str]:
    """All revisions, oldest first."""
    scripts = ScriptDirectory.from_config(alembic_config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def count_rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(_named(name))).scalar_one()
            for name in list_tables(connection)
        }


def fingerprint(engine: Engine) -> dict[str, object]:
    """The whole content of the tables whose rows no upgrade may touch."""
    with engine.connect() as connection:
        present = list_tables(connection)
        return {
            name: sorted(map(repr, connection.execute(select(text("*")).select_from(_named(name)))))
            for name in _UNCHANGEABLE
            if name in present
        }


def _named(name: str) -> TableClause:
    schema, _, table_name = name.partition(".")
    return table(table_name, schema=schema)


def test_the_history_is_one_line() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_bases() == [revisions()[0]]
    assert scripts.get_heads() == [revisions()[-1]] == [head_revision()]


def test_every_upgrade_works_with_data_in_the_tables_and_keeps_it(empty_url: str, engine: Engine) -> None:
    rows: dict[str, int] = {}
    for number, revision in enumerate(revisions(), start=1):
        before = fingerprint(engine)
        upgrade(empty_url, revision=revision)
        with engine.begin() as connection:
            assert current_revision(connection) == revision
        kept = count_rows(engine)
        assert {name: count for name, count in rows.items() if kept.get(name, count) < count} == {}
        if number > 1:
            assert before.items() <= fingerprint(engine).items()
        with engine.begin() as connection:
            filled = add_sample_rows(connection, number)
        rows = count_rows(engine)
        assert filled == {name for name, count in rows.items() if count}
    upgrade(empty_url)
    assert count_rows(engine) == rows


def test_downgrade_to_nothing_leaves_nothing_and_the_way_up_is_open_again(
    empty_url: str, engine: Engine
) -> None:
    upgrade(empty_url)
    with engine.begin() as connection:
        first = describe_schema(connection)
        add_sample_rows(connection, 1)
    downgrade(engine, "base")
    with engine.connect() as connection:
        assert describe_schema(connection) == {}
        assert not inspect(connection).has_schema("keystore")
        functions = text("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        assert connection.execute(functions).scalar_one() == 0
    upgrade(empty_url)
    with engine.connect() as connection:
        assert describe_schema(connection) == first


def test_each_revision_can_be_taken_back_on_its_own(empty_url: str, engine: Engine) -> None:
    schemas: list[dict[str, str]] = [{}]
    for revision in revisions():
        upgrade(empty_url, revision=revision)
        with engine.connect() as connection:
            schemas.append(describe_schema(connection))
    for schema in schemas[-2::-1]:
        downgrade(engine, "-1")
        with engine.connect() as connection:
            assert describe_schema(connection) == schema


def test_upgrading_again_changes_nothing(empty_url: str, engine: Engine) -> None:
    upgrade(empty_url, application_role=APP_ROLE)
    with engine.begin() as connection:
        add_sample_rows(connection, 1)
    before = count_rows(engine), fingerprint(engine)
    upgrade(empty_url, application_role=APP_ROLE)
    assert (count_rows(engine), fingerprint(engine)) == before


def test_upgrades_started_together_wait_for_each_other(empty_url: str, engine: Engine) -> None:
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(upgrade, empty_url, application_role=APP_ROLE) for _ in range(3)]:
            done.result()
    with engine.connect() as connection:
        assert current_revision(connection) == head_revision()


def test_an_upgrade_that_fails_leaves_nothing_behind(empty_url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE report (in_the_way int)"))
    with pytest.raises(Exception, match="report"):
        upgrade(empty_url)
    with engine.connect() as connection:
        assert list_tables(connection) == {"public.report"}
        assert current_revision(connection) is None
