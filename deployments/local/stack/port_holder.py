"""Who listens on a port (Linux; elsewhere nobody can be named)."""

from __future__ import annotations

import contextlib
from pathlib import Path

_LISTEN = "0A"  # include/net/tcp_states.h


def find_holder(port: int) -> str | None:
    """`name (process number)`; None when it cannot be told, as for another user's process without root."""
    inodes = _listening_inodes(port)
    if not inodes:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        if _holds(process, inodes):
            with contextlib.suppress(OSError):
                return f"{(process / 'comm').read_text(encoding='utf-8').strip()} ({process.name})"
    return None


def _holds(process: Path, inodes: set[str]) -> bool:
    with contextlib.suppress(OSError):
        for link in (process / "fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed since it was listed
                if str(link.readlink()) in inodes:
                    return True
    return False


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        try:
            lines = table.read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            cells = line.split()
            if cells[3] == _LISTEN and int(cells[1].rpartition(":")[2], 16) == port:
                found.add(f"socket:[{cells[9]}]")
    return found
