"""The real stack, once through its life: first start, a hard kill, a second start, a clean end."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.running_stack import (
    SETTINGS,
    RunningStack,
    environment_of,
    kill_processes_of,
    processes_of,
    running_stack,
)

pytestmark = [pytest.mark.prefect, pytest.mark.database, pytest.mark.timeout(400)]

STOPPED_WITHIN_S = 16


@pytest.fixture(scope="module")
def environment(local_home: Path) -> Iterator[dict[str, str]]:
    home = local_home.parent / "stack"
    yield environment_of(home)
    kill_processes_of(home)


@pytest.fixture
def stack(environment: dict[str, str]) -> Iterator[RunningStack]:
    with running_stack(environment) as running:
        yield running


def test_first_start_serves_everything_on_loopback_only(
    stack: RunningStack, environment: dict[str, str]
) -> None:
    supervisor, at = stack.supervisor, stack.addresses
    assert httpx.get(at["form"], headers={"accept-language": "de"}).status_code == 200
    assert "E-Mails" in httpx.get(at["mails"]).text
    runs = f"{at['prefect_ui']}/api/flow_runs/count"
    assert httpx.post(runs, json={}).status_code == 401
    user, _, password = at["prefect_login"].partition(":")
    assert httpx.post(runs, json={}, auth=(user, password)).status_code == 200
    deployments = httpx.post(
        f"{at['prefect_ui']}/api/deployments/filter", json={}, auth=(user, password)
    ).json()
    assert {"route_case", "watch_deadlines"} <= {deployment["name"] for deployment in deployments}
    assert _listening_addresses(environment) == {"127.0.0.1"}

    second = subprocess.run(
        [sys.executable, "-m", "deployments", "run"],
        check=False, capture_output=True, text=True, env=environment, timeout=60,
    )  # fmt: skip
    assert second.returncode == 1
    assert f"(Prozess {supervisor.pid})" in " ".join(second.stdout.split())

    supervisor.kill()  # the hard end: the next test starts on what is left


def test_second_start_recovers_and_ends_cleanly(stack: RunningStack, environment: dict[str, str]) -> None:
    supervisor, at = stack.supervisor, stack.addresses
    assert httpx.get(at["form"]).status_code == 200
    began = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=60)
    assert supervisor.returncode == 0
    assert time.monotonic() - began < STOPPED_WITHIN_S
    home = Path(environment["MELDEWEG_HOME"])
    assert processes_of(home) == []
    assert not (home / "postgresql" / "data" / "postmaster.pid").exists()
    assert "database system is shut down" in (home / "logs" / "postgresql.log").read_text()


def _listening_addresses(environment: dict[str, str]) -> set[str]:
    """Addresses our ports are bound to (proc(5), /proc/net/tcp: hexadecimal, state 0A is listening)."""
    ports = {int(environment[name]) for name in SETTINGS}
    found = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, _, state, *_ = line.split()
        address, _, port = local.partition(":")
        if state == "0A" and int(port, 16) in ports:
            found.add(socket.inet_ntoa(bytes.fromhex(address)[::-1]))
    ours6 = [
        line
        for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].partition(":")[2], 16) in ports
    ]
    return found | ({"IPv6"} if ours6 else set())
