from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from models.settings import DatabaseSettings, KeySettings
from models.settings.paths import home, secrets_directory

OWN = "postgresql://app:geheim@db.example/meldeweg"
OWNER = "postgresql://owner:geheim@db.example/meldeweg"
NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "CREDENTIALS_DIRECTORY", "MELDEWEG_KEY_FILE", "XDG_DATA_HOME")


@pytest.fixture(autouse=True)
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, with nothing given but its home."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"MELDEWEG_{name}", raising=False)
    monkeypatch.setenv("MELDEWEG_HOME", str(tmp_path))
    directory = tmp_path / "secrets"
    directory.mkdir()
    return directory


def leave_embedded(secrets: Path) -> None:
    (secrets / "database_url").write_text("postgresql://app:a@/meldeweg?host=/run/here\n")
    (secrets / "database_owner_url").write_text("postgresql://owner:o@/meldeweg?host=/run/here\n")


def with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def test_without_any_address_it_says_what_to_do() -> None:
    for read in (DatabaseSettings().application_url, DatabaseSettings().migration_url):
        with pytest.raises(LookupError, match="DATABASE_URL or start the embedded one"):
            read()
    assert DatabaseSettings().is_embedded


def test_addresses_come_from_files_without_the_newline(secrets: Path) -> None:
    leave_embedded(secrets)
    settings = DatabaseSettings()
    assert settings.application_url() == "postgresql+psycopg://app:a@/meldeweg?host=/run/here"
    assert settings.migration_url() == "postgresql+psycopg://owner:o@/meldeweg?host=/run/here"
    (secrets / "database_owner_url").unlink()
    assert DatabaseSettings().migration_url() == settings.application_url()


def test_the_service_managers_credentials_replace_the_directory(
    tmp_path: Path, secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_embedded(secrets)
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "database_url").write_text(OWN)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert DatabaseSettings().application_url() == with_driver(OWN)
    assert secrets_directory() == credentials
    assert KeySettings().file == credentials / "master.key"


def test_migrations_go_to_the_database_the_application_uses(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of an embedded server that was used before are left lying."""
    leave_embedded(secrets)
    monkeypatch.setenv("DATABASE_URL", OWN)
    settings = DatabaseSettings()
    assert not settings.is_embedded
    assert settings.application_url() == settings.migration_url() == with_driver(OWN)
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER)
    assert DatabaseSettings().migration_url() == with_driver(OWNER)


def test_an_empty_address_means_the_embedded_server(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_embedded(secrets)
    monkeypatch.setenv("DATABASE_URL", "")
    settings = DatabaseSettings()
    assert settings.is_embedded
    assert "/run/here" in settings.application_url()
    assert "owner" in settings.migration_url()


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://a@h/d", "postgresql+psycopg://a@h/d"),
        ("postgresql+asyncpg://a@h/d?x=://y", "postgresql+psycopg://a@h/d?x=://y"),
    ],
)
def test_every_spelling_of_a_postgresql_address_is_driven_one_way(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    assert DatabaseSettings().application_url() == used


@pytest.mark.parametrize("given", ["sqlite:///x.db", "mysql://app:geheim@h/d", "host=h password=geheim"])
def test_another_database_is_refused_without_quoting_the_password(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    with pytest.raises(LookupError, match="PostgreSQL") as refusal:
        DatabaseSettings().application_url()
    assert "geheim" not in str(refusal.value)


def test_settings_do_not_show_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", OWN)
    assert "geheim" not in repr(DatabaseSettings()) + str(DatabaseSettings())


@pytest.mark.parametrize("name", ["POOL_SIZE", "CONNECT_TIMEOUT_S", "STATEMENT_TIMEOUT_MS"])
def test_a_bound_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"MELDEWEG_DATABASE_{name}", "0")
    with pytest.raises(ValidationError, match="greater than or equal"):
        DatabaseSettings()


def test_home_is_given_or_found_where_a_server_of_its_own_user_can_reach_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MELDEWEG_HOME")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert home() == Path("/var/lib/meldeweg")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert home() == Path("/data/meldeweg")
    monkeypatch.setenv("MELDEWEG_HOME", "here")
    assert home() == Path.cwd() / "here"
