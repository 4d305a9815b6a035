"""The compose file starts what exists, in order, with settings that are read and the fewest secrets."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.core import TyperGroup
from typer.main import get_command

from deployments.cli.app import app
from deployments.local.stack.parts import OPS_POOL
from tests.deployments.known_settings import known_settings

DEPLOYMENTS = Path(__file__).parents[3] / "deployments"
TEXT = (DEPLOYMENTS / "compose.yaml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if name != "postgres"}
ONCE = {name for name, service in SERVICES.items() if service["restart"] == "no"}
SECRETS: dict[str, dict[str, str]] = COMPOSE["secrets"]
# docs.docker.com, compose file reference: what a service may wait for.
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


@pytest.mark.parametrize("name", OURS)
def test_every_command_exists(name: str) -> None:
    service = OURS[name]
    commands = [service["command"]]
    if name not in ONCE and service["healthcheck"]["test"][1] == "meldeweg":
        commands.append(service["healthcheck"]["test"][1:])
    for program, *arguments in commands:
        if program == "meldeweg":
            command = get_command(app)
            while isinstance(command, TyperGroup):
                command = command.commands[arguments.pop(0)]
            command.make_context(program, list(arguments))  # fails for an argument it does not know
        else:
            assert program == "prefect"
            assert arguments[:2] in (["server", "start"], ["worker", "start"])
            assert "worker" not in arguments or OPS_POOL in arguments


def test_every_setting_is_read_by_somebody() -> None:
    known = known_settings()
    named = {variable for service in OURS.values() for variable in service["environment"]}
    assert named - known == set()
    assert len(named) > 12
    assert "MELDEWEG_WEB_PUBLIK_URL" not in known  # the check itself can fail


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_what_can_come(name: str) -> None:
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        assert wait["condition"] in CONDITIONS
        if wait["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert other in ONCE


def test_the_schema_is_there_before_anybody_uses_it_and_nobody_who_routes_waits_for_prefect() -> None:
    for name in ("api", "dispatcher", "delivery", "ops"):
        assert "upgrade" in SERVICES[name]["depends_on"]
    for name in ("api", "dispatcher", "delivery"):
        assert not {"prefect", "deploy"} & set(SERVICES[name]["depends_on"])
    assert "prepare" in SERVICES["upgrade"]["depends_on"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_with_little_and_says_whether_it_is_well(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "user" not in service  # the image's own, which is not root
    assert ("healthcheck" in service) is (name not in ONCE)


def test_only_this_machine_reaches_the_ports_and_the_database_reaches_nobody() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert sorted(published) == ["127.0.0.1:4200:4200", "127.0.0.1:8080:8080"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == ["inside"]


def test_secrets_are_files_and_each_goes_to_those_who_need_it() -> None:
    users = {secret: set[str]() for secret in SECRETS}
    for name, service in SERVICES.items():
        for secret in service.get("secrets", []):
            users[secret].add(name)
    assert users == {
        "database_owner_url": {"prepare", "upgrade"},
        "database_superuser_url": {"prepare"},
        "database_url": {"api", "delivery", "dispatcher", "ops", "prepare", "upgrade"},
        "master.key": {"api", "delivery", "dispatcher", "ops"},
        "postgres_password": {"postgres"},
        "prefect_auth_string": {"deploy", "dispatcher", "ops", "prefect"},
        "prefect_database_url": {"prefect", "prepare"},
        "prefect_encryption_key": {"prefect"},
        "relay_password": {"delivery", "ops"},
    }
    values = [str(value) for service in OURS.values() for value in service["environment"].values()]
    named = [value for value in values if re.search(r"password|://[^/\s]+@|postgresql", value, re.IGNORECASE)]
    assert set(named) == {"/run/secrets/relay_password"}


def test_the_script_makes_exactly_the_secrets_the_services_take(tmp_path: Path) -> None:
    program = ["sh", str(DEPLOYMENTS / "make_secrets.sh"), str(tmp_path / "secrets")]
    subprocess.run(program, check=True, capture_output=True)  # noqa: S603  our own script
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert {Path(secret["file"]).name for secret in SECRETS.values()} == set(made)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()} == {0o600}
    subprocess.run(program, check=True, capture_output=True)  # noqa: S603  our own script
    assert made == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
