"""A disk of a few hundred megabytes that a test fills to the last byte."""

from __future__ import annotations

import errno
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"

    def fill(self) -> None:
        """To the last block; again, when something was freed meanwhile."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (1 << 20, 1 << 12):
                while _write(ballast.fileno(), bytes(size)):
                    pass

    def make_room(self) -> None:
        self._ballast.unlink(missing_ok=True)


def _write(file: int, what: bytes) -> bool:
    try:
        return os.write(file, what) == len(what)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False


@contextmanager
def mounted(megabytes: int) -> Iterator[SmallDisk]:
    """A file system in memory, reached by the database server's own user too; mounting needs root."""
    if os.geteuid() != 0:
        pytest.skip("a small disk is mounted by root alone")
    path = Path(tempfile.mkdtemp(prefix="meldeweg-disk-"))
    subprocess.run(  # noqa: S603  our own words
        ["/bin/mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "meldeweg-test", str(path)],
        check=True,
    )
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["/bin/umount", "--lazy", str(path)], check=True)  # noqa: S603  our own words
        path.rmdir()
