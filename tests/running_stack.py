"""The whole stack as `meldeweg run` starts it, with its processes by name."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SETTINGS = ("MELDEWEG_WEB_PORT", "MELDEWEG_PREFECT_PORT", "MELDEWEG_MAIL_PORT", "MELDEWEG_MAIL_WEB_PORT")
STARTED_WITHIN_S = 150

_PARTS = {
    "api": ["deployments", "serve"],
    "dispatcher": ["deployments", "dispatch"],
    "delivery": ["deployments", "deliver"],
    "mail catcher": ["deployments", "catch-mails"],
    "prefect server": ["prefect", "server", "start"],
}
DATABASE = "database"
PARTS = (*_PARTS, DATABASE)


@dataclass(frozen=True)
class RunningStack:
    """`addresses` as the stack prints them with `--json`."""

    supervisor: subprocess.Popen[str]
    addresses: Mapping[str, str]
    home: Path

    def find_process(self, part: str) -> int | None:
        """None while the part is down."""
        if part == DATABASE:
            return _find_postmaster(self.home)
        return next((pid for pid in processes_of(self.home) if _runs(pid, _PARTS[part])), None)


def environment_of(home: Path) -> dict[str, str]:
    """An environment for a stack of its own: free ports, a home, nothing of the developer's."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MELDEWEG_", "PREFECT_"))
    }
    kept.pop("DATABASE_URL", None)
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in SETTINGS]
    ports = {name: str(listener.getsockname()[1]) for name, listener in zip(SETTINGS, listeners, strict=True)}
    for listener in listeners:
        listener.close()
    return kept | ports | {"MELDEWEG_HOME": str(home)}


@contextmanager
def running_stack(environment: Mapping[str, str]) -> Iterator[RunningStack]:
    """Up with everything when the block begins; killed at its end unless it was stopped."""
    started = subprocess.Popen(
        [sys.executable, "-m", "deployments", "run", "--json", "--policy", "demo"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, env=dict(environment),
    )  # fmt: skip
    try:
        yield RunningStack(started, _read_addresses(started), Path(environment["MELDEWEG_HOME"]))
    finally:
        if started.poll() is None:
            started.kill()
        started.communicate()


def _read_addresses(started: subprocess.Popen[str]) -> dict[str, str]:
    assert started.stdout
    ready, _, _ = select.select([started.stdout], [], [], STARTED_WITHIN_S)
    assert ready, "the stack did not come up"
    addresses: dict[str, str] = json.loads(started.stdout.readline())
    return addresses


def processes_of(home: Path) -> list[int]:
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


def kill_processes_of(home: Path) -> None:
    for process in processes_of(home):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def _runs(pid: int, words: list[str]) -> bool:
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return False
    return any(arguments[at : at + len(words)] == words for at in range(len(arguments)))


def _find_postmaster(home: Path) -> int | None:
    try:
        pid = int((home / "postgresql" / "data" / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if pid in processes_of(home) else None
