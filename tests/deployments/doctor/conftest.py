"""The doctor looks at the test's own installation, by its settings as a process would."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from models.sealing import MasterKey
from tests.journeys.house import House


@pytest.fixture
def key_file(tmp_path: Path, master_key: MasterKey) -> Path:
    path = tmp_path / "master.key"
    path.touch(0o600)
    path.write_bytes(base64.b64encode(master_key.secret))
    return path


@pytest.fixture
def house(postgres: RunningPostgres, database_name: str, master_key: MasterKey) -> House:
    return House.over(postgres, database_name, master_key)


@pytest.fixture
def settings(
    postgres: RunningPostgres,
    database_name: str,
    key_file: Path,
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
) -> pytest.MonkeyPatch:
    """The environment of a process of this installation, to be changed by the test."""
    monkeypatch.setenv("DATABASE_URL", postgres.url_of(database_name))
    monkeypatch.setenv("MELDEWEG_KEY_FILE", str(key_file))
    monkeypatch.setenv("MELDEWEG_MAIL_RELAY__TLS", "none")
    return monkeypatch
