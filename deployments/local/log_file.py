"""Log files of the stack's processes: appended to, readable by their owner, bounded in size."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 10 * 1024 * 1024


def open_log(directory: Path, name: str) -> BinaryIO:
    """`<directory>/<name>.log` for a child's output; a long one is first set aside as `<name>.log.1`."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / f"{name}.log"
    if path.exists() and path.stat().st_size > MAX_BYTES:
        path.replace(directory / f"{name}.log.1")
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return os.fdopen(descriptor, "wb", buffering=0)


def bound_log(directory: Path, name: str) -> None:
    """Cut a log that a running child has made too long; the end of it is kept as `<name>.log.1`.

    The child appends, so it goes on at the new end by itself.
    """
    path = directory / f"{name}.log"
    if not path.exists() or path.stat().st_size <= MAX_BYTES:
        return
    with path.open("rb") as file:
        file.seek(-MAX_BYTES, os.SEEK_END)
        kept = file.read()
    descriptor = os.open(directory / f"{name}.log.1", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(kept)
    os.truncate(path, 0)
