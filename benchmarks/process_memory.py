"""Proportional set size: what a process really costs, shared pages divided among those who share them.

The resident set would count PostgreSQL's shared memory once a process (proc(5), smaps_rollup).
"""

from __future__ import annotations

import contextlib
from pathlib import Path


def read_pss_mb(process: int) -> float:
    """Of the process and all its descendants."""
    return sum(_read_pss_kb(each) for each in [process, *_descendants(process)]) / 1024


def _read_pss_kb(process: int) -> int:
    with contextlib.suppress(OSError):  # gone since it was listed
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _descendants(process: int) -> list[int]:
    found: list[int] = []
    for listing in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, listing.read_text(encoding="ascii").split()):
                found += [child, *_descendants(child)]
    return found
