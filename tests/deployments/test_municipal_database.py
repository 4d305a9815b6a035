"""Roles and databases on a server of the municipality's own, from nothing to the schema."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deployments.local.postgres import APP_ROLE, OWNER_ROLE, PREFECT_ROLE, RunningPostgres, start_postgres
from tests.deployments.local.conftest import own_directory

pytestmark = pytest.mark.database


@pytest.fixture
def bare_server() -> Iterator[RunningPostgres]:
    """Without any of our roles and databases, as a municipality's server is at first."""
    for directory in own_directory():
        with start_postgres(directory / "meldeweg") as server:
            with psycopg.connect(server.superuser_url, autocommit=True) as superuser:
                for database in ("meldeweg", "prefect"):
                    superuser.execute(f"DROP DATABASE {database}")
                for role in (OWNER_ROLE, APP_ROLE, PREFECT_ROLE):
                    superuser.execute(f"DROP ROLE {role}")
            yield server


def test_prepared_twice_upgraded_and_told_apart(bare_server: RunningPostgres, tmp_path: Path) -> None:
    addresses = {
        "database_superuser_url": bare_server.superuser_url,
        "database_owner_url": bare_server.url_of("meldeweg", OWNER_ROLE),
        "database_url": bare_server.url_of("meldeweg", APP_ROLE),
    }
    for name, url in addresses.items():
        (tmp_path / name).write_text(f"{url}\n")
    missing = _meldeweg(tmp_path, "database", "prepare")
    assert missing.returncode == 1
    assert "prefect_database_url" in missing.stderr
    prefect_url = bare_server.url_of("prefect", PREFECT_ROLE, scheme="postgresql+asyncpg")
    (tmp_path / "prefect_database_url").write_text(prefect_url)
    for _ in range(2):
        done = _meldeweg(tmp_path, "database", "prepare")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (tmp_path / "database_superuser_url").unlink()  # nothing after this needs it
    assert _meldeweg(tmp_path, "database", "upgrade").returncode == 0
    assert _meldeweg(tmp_path, "database", "status").returncode == 0
    with (
        psycopg.connect(bare_server.url_of("meldeweg", APP_ROLE)) as application,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        application.execute("DELETE FROM audit_entry")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(bare_server.url_of("meldeweg", PREFECT_ROLE))
    with psycopg.connect(bare_server.url_of("prefect", PREFECT_ROLE)) as prefect:
        assert prefect.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").fetchone()


def test_an_address_of_another_role_is_refused_without_its_password(
    bare_server: RunningPostgres, tmp_path: Path
) -> None:
    for name in ("database_superuser_url", "database_owner_url", "database_url"):
        (tmp_path / name).write_text(bare_server.superuser_url)
    (tmp_path / "prefect_database_url").write_text(bare_server.superuser_url)
    done = _meldeweg(tmp_path, "database", "prepare")
    assert done.returncode == 1
    assert OWNER_ROLE in done.stderr
    assert bare_server.superuser_url not in done.stderr
    assert "Traceback" not in done.stderr


def _meldeweg(secrets: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-P", "-m", "deployments", *words],
        env={"CREDENTIALS_DIRECTORY": str(secrets), "MELDEWEG_HOME": str(secrets), "PATH": "/usr/bin:/bin"},
        cwd=secrets,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
