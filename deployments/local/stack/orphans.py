"""Processes that outlived a killed supervisor: written down while they run, ended at the next start."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import sys
import time
from pathlib import Path

from deployments.local.words import Tell, Words

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def note_children(register: Path, processes: list[int]) -> None:
    """Process numbers with their start times, so that a reused number is never mistaken."""
    noted = [[number, started] for number in processes if (started := _start_time(number)) is not None]
    scratch = register.with_suffix(".new")
    scratch.write_text(json.dumps(noted), encoding="ascii")
    scratch.replace(register)


def end_orphans(register: Path, tell: Tell, *, patience_s: float = 10) -> None:
    """Called with the home's lock held: whoever is still in the register belongs to nobody."""
    try:
        noted = json.loads(register.read_text(encoding="ascii"))
        alive = [int(number) for number, started in noted if _start_time(int(number)) == started]
    except (OSError, ValueError, TypeError):
        return
    if alive:
        tell(
            Words(
                "Ein früherer Lauf wurde hart beendet; seine Reste werden aufgeräumt.",
                "An earlier run was killed; what is left of it is cleared away.",
            )
        )
    deadline = time.monotonic() + patience_s
    for number in alive:
        _signal_group(number, signal.SIGTERM)
    while alive and time.monotonic() < deadline:
        time.sleep(0.1)
        alive = [number for number in alive if _start_time(number) is not None]
    for number in alive:
        _signal_group(number, signal.SIGKILL)
    register.unlink(missing_ok=True)


def adopt_descendants() -> None:
    """Grandchildren whose parent dies become ours instead of the system's (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_adopted(known: set[int]) -> None:
    """Kill and reap every child that is not in `known`."""
    while left := _children() - known:
        for number in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(number, 0)


def reap_adopted(known: set[int]) -> None:
    """Take notice of adopted children that have ended, so that they do not stay as zombies."""
    for number in _children() - known:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(number, os.WNOHANG)


def _children() -> set[int]:
    found: set[int] = set()
    for listing in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found |= {int(number) for number in listing.read_text(encoding="ascii").split()}
    return found


def _signal_group(number: int, sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(number, sign)


def _start_time(process: int) -> str | None:
    """Field 22 of /proc/PID/stat; None when the process is gone, a zombie or cannot be asked."""
    try:
        fields = (
            Path(f"/proc/{process}/stat")
            .read_text(encoding="ascii", errors="replace")
            .rpartition(")")[2]
            .split()
        )
    except OSError:
        return None
    return None if fields[0] in {"Z", "X"} else fields[19]
