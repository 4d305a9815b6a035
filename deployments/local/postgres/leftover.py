"""What an earlier server left in the data directory: a live orphan, or a lock file nobody owns."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from deployments.local.words import StartRefused, Tell, Words


def clear_leftovers(data: Path, tell: Tell, *, patience_s: float = 30) -> None:
    """Stop servers that outlived whoever started them and remove their lock file.

    The caller holds the lock of this data directory, so no living Meldeweg owns them. Raises StartRefused
    when one does not go.
    """
    orphans = _processes_in(data)
    if orphans:
        tell(
            Words(
                "Ein früherer Datenbankserver läuft noch und wird beendet.",
                "An earlier database server is still running and is stopped.",
            )
        )
        _stop(data, orphans, patience_s)
    lock = data / "postmaster.pid"
    if lock.exists() and Path("/proc/self/cwd").exists():
        lock.unlink()  # no process works in this directory: the file is from a killed server


def _stop(data: Path, orphans: list[int], patience_s: float) -> None:
    postmaster = _read_postmaster(data)
    deadline = time.monotonic() + patience_s
    if postmaster in orphans:
        _signal(postmaster, signal.SIGINT)
    while orphans := _processes_in(data):
        left = deadline - time.monotonic()
        if left < -5:
            raise StartRefused(
                Words(
                    f"Ein früherer Datenbankserver lässt sich nicht beenden (Prozess {orphans[0]}).",
                    f"An earlier database server cannot be stopped (process {orphans[0]}).",
                )
            )
        if left < 0 or postmaster not in orphans:
            # Backends whose postmaster was killed notice by themselves within moments; the rest is told.
            for process in orphans:
                _signal(process, signal.SIGKILL if left < 0 else signal.SIGQUIT)
        time.sleep(0.05)


def _signal(process: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


def _read_postmaster(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _processes_in(data: Path) -> list[int]:
    """PostgreSQL's processes work in their data directory. Empty where /proc is missing (macOS)."""
    wanted, found = data.resolve(), []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            here = (entry / "cwd").readlink() == wanted
            program = (entry / "comm").read_text(encoding="utf-8").strip() if here else ""
        except OSError:
            continue
        if program.startswith(("postgres", "postmaster")):
            found.append(int(entry.name))
    return sorted(found)
