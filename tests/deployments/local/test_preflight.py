"""Nothing is half-started: every problem is found before, told at once, in both languages."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.cli.app import app
from deployments.local.home_lock import HomeLock
from deployments.local.stack.plan import Plan
from deployments.local.stack.preflight import find_home_problems, find_problems

SETTINGS = ("MELDEWEG_WEB_PORT", "MELDEWEG_PREFECT_PORT", "MELDEWEG_MAIL_PORT", "MELDEWEG_MAIL_WEB_PORT")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home and four free ports in the environment."""
    for name in [*os.environ]:
        if name.startswith(("MELDEWEG_", "DATABASE_", "PREFECT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MELDEWEG_HOME", str(tmp_path / "home"))
    reserved = [_listen() for _ in SETTINGS]
    for name, listener in zip(SETTINGS, reserved, strict=True):
        monkeypatch.setenv(name, str(listener.getsockname()[1]))
        listener.close()
    return tmp_path / "home"


@pytest.fixture
def taken() -> Iterator[int]:
    with _listen() as listener:
        yield listener.getsockname()[1]


def _listen() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    return listener


def test_a_good_machine_has_no_problems(home: Path) -> None:
    assert find_home_problems(home) == []
    assert find_problems(Plan.from_settings("augsburg")) == []


def test_taken_port_names_number_holder_and_setting(
    home: Path, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MELDEWEG_PREFECT_PORT", str(taken))
    (problem,) = find_problems(Plan.from_settings("augsburg"))
    for text in (problem.de, problem.en):
        assert str(taken) in text
        assert f"({os.getpid()})" in text
        assert "MELDEWEG_PREFECT_PORT" in text
    assert "belegt" in problem.de
    assert "taken" in problem.en


def test_all_problems_are_told_at_once_and_nothing_is_started(
    home: Path, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MELDEWEG_WEB_PORT", str(taken))
    monkeypatch.setenv("MELDEWEG_MAIL_PORT", str(taken))
    monkeypatch.setenv("MELDEWEG_FREE_DISK_MB", str(2**40))
    monkeypatch.setenv("DATABASE_URL", "postgresql://x@db.example/y")
    done = CliRunner().invoke(app, ["run"])
    assert done.exit_code == 1
    told = " ".join(done.output.split())
    for words in (
        "Meldeweg startet nicht",
        "MELDEWEG_WEB_PORT",
        "MELDEWEG_MAIL_PORT",
        "MB frei",
        "MB free",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    ):
        assert words in told
    assert sorted(path.name for path in home.iterdir()) == ["run"]


def test_second_instance_of_a_home_is_refused(home: Path) -> None:
    (home / "run").mkdir(parents=True)
    lock = HomeLock.take(home / "run" / "lock")
    done = CliRunner().invoke(app, ["run"])
    lock.release()
    assert done.exit_code == 1
    told = " ".join(done.output.split())
    assert f"läuft in {home} schon (Prozess {os.getpid()})" in told
    assert f"already running in {home} (process {os.getpid()})" in told


def test_unwritable_home_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (problem,) = find_home_problems(tmp_path / "file" / "home")
    assert "MELDEWEG_HOME" in problem.de
    assert "MELDEWEG_HOME" in problem.en


def test_lost_key_beside_a_database_is_told_and_no_new_one_made(home: Path) -> None:
    (home / "postgresql" / "data").mkdir(parents=True)
    done = CliRunner().invoke(app, ["run"])
    assert done.exit_code == 1
    told = " ".join(done.output.split())
    assert f"Die Schlüsseldatei {home / 'secrets' / 'master.key'} fehlt" in told
    assert f"The key file {home / 'secrets' / 'master.key'} is missing" in told
    assert not (home / "secrets").exists()


@pytest.mark.parametrize("value", ["abc", "0", "70000"])
def test_invalid_setting_is_named(home: Path, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MELDEWEG_MAIL_PORT", value)
    done = CliRunner().invoke(app, ["run"])
    assert done.exit_code == 1
    assert "mail_port" in done.output
    assert not home.exists()
