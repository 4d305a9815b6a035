"""Files that only their owner reads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def make_secret_directory(path: Path) -> None:
    """Mode 0700, whatever the umask and whoever made it before."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def write_secret(path: Path, text: str) -> None:
    """Replace the file in one step; never readable by others, not even for a moment."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def find_secret(path: Path) -> str | None:
    return path.read_text(encoding="utf-8").strip() if path.is_file() else None


def keep_secret(path: Path, *, length: int = 32) -> str:
    """The secret in the file; a new one of `length` random bytes when there is none."""
    found = find_secret(path)
    if found:
        return found
    made = secrets.token_urlsafe(length)
    write_secret(path, made)
    return made


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
