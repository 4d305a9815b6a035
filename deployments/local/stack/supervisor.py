"""Keeps the processes running until somebody asks to stop."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from types import FrameType

from deployments.local.log_file import bound_log
from deployments.local.postgres import RunningPostgres, start_postgres
from deployments.local.stack.child import Child, ChildPlan
from deployments.local.stack.orphans import end_adopted, note_children, reap_adopted
from deployments.local.stack.plan import Plan
from deployments.local.stack.screen import Screen
from deployments.local.words import StartRefused, Words

_BEAT_S = 0.1
_HOUSEKEEPING_S = 10.0
_STOP_S = (7.0, 3.0)  # the processes that use Prefect, then Prefect and the mail catcher
_STOP_DATABASE_S = 5.0

# One Ctrl-C may come twice: from the terminal and once more from a program in between that passes it on.
_SAME_KEYSTROKE_S = 0.5


class StopRequested(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class Supervisor:
    def __init__(self, plan: Plan, screen: Screen) -> None:
        self.plan = plan
        self.screen = screen
        self.children: list[Child] = []
        self.postgres: RunningPostgres | None = None
        self.requests = 0
        self._requested_at = 0.0
        self._housekeeping_at = 0.0
        self._postgres_at = 0.0

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take the stop signals for the time of the block.

        Once a stop was asked for the program is about to end: its last moments ignore the keystroke that
        comes twice, so that it still ends with status 0.
        """
        numbers = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
            numbers.append(signal.SIGHUP)
        before = {number: signal.signal(number, self._take_signal) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, signal.SIG_IGN if self.requests else handler)

    def _take_signal(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 (Python's signature)
        now = time.monotonic()
        if self.requests and now - self._requested_at < _SAME_KEYSTROKE_S:
            return
        self._requested_at = now
        self.requests += 1
        if self.requests > 1:
            self._kill_everything()

    def start_database(self) -> None:
        self.postgres = start_postgres(self.plan.home, tell=self.screen.tell)

    def start(self, plan: ChildPlan) -> Child:
        child = Child(plan, self.plan.home)
        self.children.append(child)
        child.start()
        self._note()
        return child

    def run_once(self, plan: ChildPlan, *, patience_s: float) -> int | None:
        """The exit status of a process that ends by itself; None when it took too long and was killed."""
        child = self.start(plan)
        ended = self.wait_until(lambda: not child.running, patience_s)
        child.kill_group()
        self.children.remove(child)
        return child.status if ended else None

    def wait_until(self, happened: Callable[[], bool], patience_s: float = float("inf")) -> bool:
        """Look after the processes meanwhile. Raises StopRequested."""
        deadline = time.monotonic() + patience_s
        while not happened():
            if self.requests:
                raise StopRequested
            if time.monotonic() > deadline:
                return False
            self._look_after()
            time.sleep(_BEAT_S)
        return True

    def _look_after(self) -> None:
        now = time.monotonic()
        self._look_after_database(now)
        for child in self.children:
            if child.plan.keep and not child.running:
                self._revive(child, now)
        if now > self._housekeeping_at:
            self._housekeeping_at = now + _HOUSEKEEPING_S
            reap_adopted(self._known())
            for name in ("postgresql", *(child.plan.name for child in self.children)):
                bound_log(self.plan.logs, name)

    def _revive(self, child: Child, now: float) -> None:
        if child.process is not None:
            status = child.status
            pause = child.plan_restart()
            log = self.plan.logs / f"{child.plan.name}.log"
            self.screen.tell(
                Words(
                    f"{child.plan.de}: beendet mit Status {status}, neuer Start in {pause:.0f} s. Mehr "
                    f"steht in {log}.",
                    f"{child.plan.en}: ended with status {status}, next start in {pause:.0f} s. More in "
                    f"{log}.",
                )
            )
        elif now >= child.restart_at:
            child.start()
            self._note()

    def _look_after_database(self, now: float) -> None:
        if self.postgres is None or self.postgres.process.poll() is None or now < self._postgres_at:
            return
        self._postgres_at = now + 5
        self.screen.tell(
            Words(
                "Der Datenbankserver ist ausgefallen und wird neu gestartet.",
                "The database server has failed and is started again.",
            )
        )
        self.postgres.lock.release()
        try:
            self.start_database()
        except StartRefused as refused:
            for problem in refused.problems:
                self.screen.tell(problem)

    def stop(self, last: set[str]) -> None:
        """Everything down, the names in `last` after the others and the database at the very end."""
        waves = (
            [child for child in self.children if child.plan.name not in last],
            [child for child in self.children if child.plan.name in last],
        )
        try:
            for wave, patience_s in zip(waves, _STOP_S, strict=True):
                self._stop_wave(wave, patience_s)
            end_adopted({self.postgres.pid} if self.postgres else set())
        finally:
            if self.postgres is not None:
                self.postgres.stop(patience_s=_STOP_DATABASE_S)

    def _stop_wave(self, wave: list[Child], patience_s: float) -> None:
        for child in wave:
            child.terminate()
        deadline = time.monotonic() + patience_s
        while any(child.running for child in wave) and time.monotonic() < deadline and self.requests < 2:
            time.sleep(_BEAT_S / 2)
        for child in wave:
            child.kill_group()

    def _kill_everything(self) -> None:
        for child in self.children:
            if child.running and child.process:
                with contextlib.suppress(OSError):
                    child.process.kill()
        if self.postgres is not None:
            with contextlib.suppress(OSError):
                self.postgres.process.send_signal(signal.SIGQUIT)

    def _known(self) -> set[int]:
        known = {child.process.pid for child in self.children if child.process}
        return known | ({self.postgres.pid} if self.postgres else set())

    def _note(self) -> None:
        running = [child.process.pid for child in self.children if child.process]
        note_children(self.plan.home / "run" / "children", running)
