"""The service files start commands that exist, with no more secrets than they need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from deployments.cli.app import app
from deployments.local.stack.parts import OPS_POOL

UNITS = sorted((Path(__file__).parents[3] / "deployments" / "systemd").glob("*.service"))
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
            assert re.search(
                r"-m (uvicorn deployments\.web:create_app --factory|prefect (server|worker) start)", command
            )
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


def test_prefect_server_gets_no_key_and_no_application_database() -> None:
    (unit,) = [unit for unit in UNITS if unit.name == "meldeweg-prefect.service"]
    assert "LoadCredential" not in unit.read_text()
