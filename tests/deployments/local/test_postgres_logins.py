"""Nobody gets in without a password, and each role does what it is for and nothing else."""

from __future__ import annotations

import stat
from pathlib import Path

import psycopg
import pytest

from deployments.local.postgres import APP_ROLE, OWNER_ROLE, PREFECT_ROLE, RunningPostgres

pytestmark = pytest.mark.database


@pytest.mark.parametrize("role", ["postgres", OWNER_ROLE, APP_ROLE, PREFECT_ROLE, "root", "nobody"])
def test_login_without_password_is_refused(local_postgres: RunningPostgres, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(host=str(local_postgres.socket), user=role, dbname="meldeweg", password=None)


def test_login_with_another_roles_password_is_refused(local_postgres: RunningPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(
            host=str(local_postgres.socket),
            user=OWNER_ROLE,
            dbname="meldeweg",
            password=local_postgres.passwords[APP_ROLE],
        )


def test_no_network_port_is_open_and_passwords_are_scram(local_postgres: RunningPostgres) -> None:
    with psycopg.connect(local_postgres.superuser_url) as connection:
        settings: dict[str, str] = dict(
            connection.execute(
                "SELECT name, setting FROM pg_settings WHERE name IN "
                "('listen_addresses', 'data_checksums', 'server_encoding', 'password_encryption')"
            ).fetchall()
        )
        hashes = connection.execute(
            "SELECT left(rolpassword, 13) FROM pg_authid WHERE rolcanlogin"
        ).fetchall()
        methods = connection.execute("SELECT DISTINCT type, auth_method FROM pg_hba_file_rules").fetchall()
    assert settings == {
        "listen_addresses": "",
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "password_encryption": "scram-sha-256",
    }
    assert set(hashes) == {("SCRAM-SHA-256",)}
    assert methods == [("local", "scram-sha-256")]


def test_application_role_cannot_change_the_schema(local_postgres: RunningPostgres) -> None:
    with (
        psycopg.connect(local_postgres.application_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE public.mine (a int)")


@pytest.mark.parametrize(
    ("role", "database"),
    [(APP_ROLE, "prefect"), (OWNER_ROLE, "prefect"), (PREFECT_ROLE, "meldeweg")],
)
def test_roles_stay_in_their_database(local_postgres: RunningPostgres, role: str, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(local_postgres.url_of(database, role))


def test_owner_makes_tables_and_prefect_has_its_extension(local_postgres: RunningPostgres) -> None:
    with psycopg.connect(local_postgres.owner_url) as connection:
        connection.execute("CREATE TABLE trial (a int)")
        connection.rollback()
    with psycopg.connect(local_postgres.url_of("prefect", PREFECT_ROLE)) as connection:
        assert connection.execute("SELECT similarity('meldung', 'meldungen') > 0.5").fetchone() == (True,)


def test_fresh_database_from_template_is_closed_too(local_postgres: RunningPostgres) -> None:
    local_postgres.create_database("origin")
    with psycopg.connect(local_postgres.url_of("origin", OWNER_ROLE)) as connection:
        connection.execute("CREATE TABLE kept (a int)")
    local_postgres.create_database("copied", template="origin")
    with psycopg.connect(local_postgres.url_of("copied", OWNER_ROLE)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(local_postgres.url_of("copied", PREFECT_ROLE))
    psycopg.connect(local_postgres.url_of("copied", APP_ROLE)).close()
    local_postgres.drop_database("copied")
    local_postgres.drop_database("origin")
    local_postgres.drop_database("origin")


def test_secret_files_are_for_their_owner_alone(local_postgres: RunningPostgres, local_home: Path) -> None:
    secrets = local_home / "secrets"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in secrets.iterdir()}
    assert modes == {
        "database_url": 0o600,
        "database_owner_url": 0o600,
        "prefect_database_url": 0o600,
        "database_superuser_url": 0o600,
    }
    assert (secrets / "database_url").read_text().strip() == local_postgres.application_url
    assert stat.S_IMODE(local_postgres.socket.stat().st_mode) == 0o700


def test_log_holds_no_value_of_a_refused_row(local_postgres: RunningPostgres, local_home: Path) -> None:
    with psycopg.connect(local_postgres.owner_url) as connection:
        connection.execute("CREATE TEMP TABLE guarded (word text UNIQUE)")
        connection.execute("INSERT INTO guarded VALUES (%s)", ("kanarienvogel",))
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO guarded VALUES (%s)", ("kanarienvogel",))
    log = (local_home / "logs" / "postgresql.log").read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "kanarienvogel" not in log
