"""The real stack, once through its life: first start, a hard kill, a second start, a clean end."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

pytestmark = [pytest.mark.prefect, pytest.mark.database, pytest.mark.timeout(400)]

SETTINGS = ("MELDEWEG_WEB_PORT", "MELDEWEG_PREFECT_PORT", "MELDEWEG_MAIL_PORT", "MELDEWEG_MAIL_WEB_PORT")
STARTED_WITHIN_S = 150
STOPPED_WITHIN_S = 16


@pytest.fixture(scope="module")
def environment(local_home: Path) -> Iterator[dict[str, str]]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MELDEWEG_", "PREFECT_"))
    }
    kept.pop("DATABASE_URL", None)
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in SETTINGS]
    ports = {name: str(listener.getsockname()[1]) for name, listener in zip(SETTINGS, listeners, strict=True)}
    for listener in listeners:
        listener.close()
    home = local_home.parent / "stack"
    yield kept | ports | {"MELDEWEG_HOME": str(home)}
    for process in _processes_of(home):
        os.kill(process, signal.SIGKILL)


@pytest.fixture
def stack(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    started = _start(environment)
    try:
        yield started, _read_addresses(started)
    finally:
        if started.poll() is None:
            started.kill()
        started.communicate()


def _start(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "deployments", "run", "--json", "--policy", "demo"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, env=environment,
    )  # fmt: skip


def _read_addresses(started: subprocess.Popen[str]) -> dict[str, str]:
    assert started.stdout
    ready, _, _ = select.select([started.stdout], [], [], STARTED_WITHIN_S)
    assert ready, "the stack did not come up"
    addresses: dict[str, str] = json.loads(started.stdout.readline())
    return addresses


def _processes_of(home: Path) -> list[int]:
    """Every process of this stack: it carries the home in its environment or works in its database."""
    marker, data = f"MELDEWEG_HOME={home}".encode(), str(home / "postgresql" / "data")
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            ours = marker in (process / "environ").read_bytes().split(b"\0")
            if ours or str((process / "cwd").readlink()) == data:
                found.append(int(process.name))
        except OSError:
            continue
    return found


def test_first_start_serves_everything_on_loopback_only(
    stack: tuple[subprocess.Popen[str], dict[str, str]], environment: dict[str, str]
) -> None:
    supervisor, at = stack
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


def test_second_start_recovers_and_ends_cleanly(
    stack: tuple[subprocess.Popen[str], dict[str, str]], environment: dict[str, str]
) -> None:
    supervisor, at = stack
    assert httpx.get(at["form"]).status_code == 200
    began = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=60)
    assert supervisor.returncode == 0
    assert time.monotonic() - began < STOPPED_WITHIN_S
    home = Path(environment["MELDEWEG_HOME"])
    assert _processes_of(home) == []
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
