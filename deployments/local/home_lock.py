"""One instance at a time: a lock the kernel drops when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from deployments.local.words import StartRefused, Words


@dataclass
class HomeLock:
    path: Path
    descriptor: int | None

    @classmethod
    def take(cls, path: Path) -> Self:
        """Raise StartRefused, naming the process, when somebody else holds it."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "?"
            os.close(descriptor)
            raise StartRefused(
                Words(
                    f"Meldeweg läuft in {_home_of(path)} schon (Prozess {holder}). Beenden Sie es dort "
                    "oder wählen Sie mit MELDEWEG_HOME ein anderes Verzeichnis.",
                    f"Meldeweg is already running in {_home_of(path)} (process {holder}). Stop it there or "
                    "choose another directory with MELDEWEG_HOME.",
                )
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        return cls(path, descriptor)

    def release(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


def _home_of(lock: Path) -> Path:
    return lock.parent.parent
