"""One process of the stack: started, watched, started again, stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deployments.local.log_file import open_log
from deployments.local.parent_death import end_with_parent
from deployments.local.program import Argument, start_program

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_HEALTHY_S = 10.0  # who ran that long was not broken from the start: the next start comes soon


@dataclass(frozen=True)
class ChildPlan:
    """`name` is the log's name; `environment` is asked at each start, as an address may have changed.

    `nice`: how far it stands back when processors are short, 0 not at all. Only for what holds no lock in the
    application's database: others would wait for a process that gets no processor.
    """

    name: str
    de: str
    en: str
    arguments: tuple[Argument, ...]
    environment: Callable[[], dict[str, str]]
    keep: bool = True  # False: runs once, its status counts
    nice: int = 0


@dataclass
class Child:
    plan: ChildPlan
    home: Path
    process: subprocess.Popen[bytes] | None = None
    restart_at: float = 0.0
    _started_at: float = field(default=0.0, repr=False)
    _pause_s: float = field(default=0.0, repr=False)

    def start(self) -> None:
        directory = self.home / "work"
        directory.mkdir(mode=0o700, exist_ok=True)
        with open_log(self.home / "logs", self.plan.name) as log:
            self.process = start_program(
                ("nice", "-n", str(self.plan.nice), *self.plan.arguments)
                if self.plan.nice
                else self.plan.arguments,
                output=log,
                environment=self.plan.environment(),
                directory=directory,
                before_exec=end_with_parent(signal.SIGTERM),
            )
        self._started_at = time.monotonic()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def status(self) -> int | None:
        return None if self.process is None else self.process.poll()

    def plan_restart(self) -> float:
        """Seconds until the next start; longer after each short life."""
        now = time.monotonic()
        lived = now - self._started_at
        self._pause_s = (
            _FIRST_PAUSE_S
            if lived > _HEALTHY_S
            else min(max(self._pause_s * 2, _FIRST_PAUSE_S), _LONGEST_PAUSE_S)
        )
        self.kill_group()  # what the dead process may have left behind
        self.process = None
        self.restart_at = now + self._pause_s
        return self._pause_s

    def terminate(self) -> None:
        if self.running and self.process:
            self.process.send_signal(signal.SIGTERM)

    def kill_group(self) -> None:
        """The process and everything it started in its session, at once."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
