"""The product's own programs as a test starts them: real processes with a home, a key and a database."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from deployments.local.postgres import RunningPostgres
from models.sealing import MasterKey
from tests import HOME

MELDEWEG_AT = Path(__file__).with_name("meldeweg_at.py")
FLOWS_BY_HAND = Path(__file__).with_name("flows_by_hand.py")


class House:
    """Everything a process of the product needs to know of this test's installation."""

    def __init__(self, database_url: str, master_key: MasterKey, **settings: str) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="house-", dir=HOME))
        self.home.chmod(0o711)
        self.logs = self.home / "logs"
        self.logs.mkdir()
        key_file = self.home / "secrets" / "master.key"
        key_file.parent.mkdir(mode=0o700)
        key_file.touch(0o600)
        key_file.write_bytes(base64.b64encode(master_key.secret) + b"\n")
        self.environment: dict[str, str] = dict(os.environ) | {
            "MELDEWEG_HOME": str(self.home),
            "PREFECT_HOME": str(self.home / "prefect"),
            "DATABASE_URL": database_url,
            "PYTHONUNBUFFERED": "1",
            **settings,
        }

    @classmethod
    def over(cls, postgres: RunningPostgres, database: str, master_key: MasterKey, **settings: str) -> House:
        return cls(postgres.url_of(database), master_key, **settings)

    def ask(
        self, *words: str, script: Path | None = None, more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `meldeweg …` (or a script) to its end and keep what it said."""
        program = ["-m", "deployments"] if script is None else [str(script)]
        done = subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-P", *program, *words],
            env=self.environment | dict(more or {}),
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        with (self.logs / "asked.log").open("a") as log:
            log.write(f"{done.stdout}\n{done.stderr}\n")
        return done

    def start(self, name: str, program: Sequence[str], **more: str) -> subprocess.Popen[bytes]:
        """Start `python -m …` with all it says in a log of that name; in a process group of its own."""
        with (self.logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-P", "-m", *program],
                env=self.environment | more,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @contextmanager
    def running(self, name: str, *program: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
        process = self.start(name, program, **more)
        try:
            yield process
        finally:
            end(process)

    def log(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """End what was started here, and wait for it; with its children when it is killed."""
    if process.poll() is None:
        if how is signal.SIGKILL:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
