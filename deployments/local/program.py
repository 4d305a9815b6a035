"""The only place of the local stack that starts programs. Nothing a person typed reaches an argument."""

from __future__ import annotations

import subprocess
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, TypedDict

Argument = str | Path


class Credentials(TypedDict, total=False):
    """The arguments of `subprocess.Popen` that leave root behind."""

    user: int
    group: int
    extra_groups: list[int]


def run_program(
    arguments: Sequence[Argument],
    *,
    credentials: Credentials | None = None,
    text: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run to the end in `/` with `text` as input; the caller looks at the return code."""
    given: dict[str, Any] = {"stdin": subprocess.DEVNULL} if text is None else {"input": text}
    return subprocess.run(  # noqa: S603 (fixed programs, no shell)
        arguments, check=False, capture_output=True, text=True, cwd="/", env=environment,
        **given, **(credentials or {}),
    )  # fmt: skip


def start_program(
    arguments: Sequence[Argument],
    *,
    output: IO[bytes],
    environment: Mapping[str, str],
    directory: Path = Path("/"),
    credentials: Credentials | None = None,
    before_exec: Callable[[], None] | None = None,
) -> subprocess.Popen[bytes]:
    """Start in a session of its own: the terminal's Ctrl-C reaches only the supervisor."""
    with warnings.catch_warnings():
        # Python 3.12 warns of any fork beside threads; `before_exec` is one system call, prepared before.
        warnings.filterwarnings("ignore", ".*fork", DeprecationWarning)
        return subprocess.Popen(  # noqa: S603 (fixed programs, no shell)
            arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=directory,
            env=environment, start_new_session=True, preexec_fn=before_exec, **(credentials or {}),
        )  # fmt: skip
