"""The service files start commands that exist, with no more secrets than they need."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from deployments.cli.app import app
from deployments.local.stack.parts import OPS_POOL
from tests.deployments.known_settings import known_settings

ROOT = Path(__file__).parents[3]
DIRECTORY = ROOT / "deployments" / "systemd"
UNITS = sorted(DIRECTORY.glob("*.service"))
INSTALLED = "/opt/meldeweg"
INSTANCES = ("dispatch", "deliver")


def _value_lines(unit: Path, key: str) -> list[str]:
    return [line.partition("=")[2] for line in unit.read_text().splitlines() if line.startswith(f"{key}=")]


def _commands(unit: Path) -> list[str]:
    lines = _value_lines(unit, "ExecStartPre") + _value_lines(unit, "ExecStart")
    return [line.replace("%i", name) for line in lines for name in (INSTANCES if "%i" in line else ("",))]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_started_commands_exist(unit: Path) -> None:
    assert _commands(unit)
    for command in _commands(unit):
        ours = re.search(r"-m deployments ([a-z]+)", command)
        if ours:
            assert ours.group(1) in get_command(app).commands  # type: ignore[attr-defined]
        else:
            assert re.search(r"-m prefect (server|worker) start", command)
    assert all(OPS_POOL in command for command in _commands(unit) if "worker" in command)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_no_service_runs_as_root_or_listens_to_the_world(unit: Path) -> None:
    text = unit.read_text()
    assert _value_lines(unit, "User") == ["meldeweg"]
    assert "NoNewPrivileges=yes" in text
    assert set(re.findall(r"--host (\S+)", text)) <= {"127.0.0.1"}


def test_only_the_upgrade_may_change_tables() -> None:
    with_owner = [unit.name for unit in UNITS if "database_owner_url" in unit.read_text()]
    assert with_owner == ["meldeweg-upgrade.service"]


def _secrets(unit: Path) -> set[str]:
    credentials = [line.split(":") for line in _value_lines(unit, "LoadCredential")]
    assert all(path == f"/etc/meldeweg/secrets/{name}" for name, path in credentials)
    return {name for name, _ in credentials}


def test_prefect_server_gets_no_key_and_no_application_database() -> None:
    secrets = {unit.stem: _secrets(unit) for unit in UNITS}
    prefect = secrets.pop("meldeweg-prefect")
    assert prefect == {"prefect_auth_string", "prefect_database_url", "prefect_encryption_key"}
    assert not {"prefect_database_url", "prefect_encryption_key"} & set().union(*secrets.values())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_what_prefect_needs_of_its_secrets_is_taken_from_files(unit: Path) -> None:
    for command in _commands(unit):
        wrapped = command.startswith(f"{INSTALLED}/deployments/with_secrets.sh ")
        assert wrapped is any(name.startswith("prefect_") for name in _secrets(unit))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_settings_are_read_and_their_files_are_there(unit: Path) -> None:
    named = {word.split("=")[0] for line in _value_lines(unit, "Environment") for word in line.split()}
    assert named - known_settings() == set()
    files = [line for line in _value_lines(unit, "EnvironmentFile") if line.startswith(INSTALLED)]
    assert all((ROOT / Path(line).relative_to(INSTALLED)).is_file() for line in files)
    assert not re.search(r"PASSWORD=|AUTH_STRING=|KEY=|_URL=postgresql", unit.read_text())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_processes_have_longer_to_stop_than_they_take_to_drain(unit: Path) -> None:
    if _value_lines(unit, "Type") == ["exec"]:
        assert _value_lines(unit, "TimeoutStopSec") == ["20"]
        assert _value_lines(unit, "Restart") == ["always"]


def _verify(directory: Path) -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("NOT TESTED: no systemd-analyze here")
    units = [str(path) for path in sorted(directory.iterdir())]
    done = subprocess.run(  # noqa: S603  our own files
        [program, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    # What the machine's own units complain of is none of ours.
    return "\n".join(line for line in done.stderr.splitlines() if "meldeweg" in line)


def test_systemd_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    for path in (*DIRECTORY.glob("*.service"), *DIRECTORY.glob("*.target")):
        (tmp_path / path.name).write_text(path.read_text().replace(INSTALLED, str(ROOT)))
    assert _verify(tmp_path) == ""
    (tmp_path / "meldeweg-api.service").write_text(
        "[Service]\nExecStart=/nowhere/meldeweg\nRestart=perhaps\n"
    )
    assert "perhaps" in _verify(tmp_path)
