"""A real Prefect server on the embedded PostgreSQL, started once for all tests that need it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg

from deployments.local.postgres import PREFECT_ROLE, RunningPostgres
from tests import PREFECT_LOGIN, PREFECT_PORT

STARTS_WITHIN_S = 120
RECORDED_WITHIN_S = 20


class PrefectServer:
    """Started, stopped, killed, started again on the same port and database."""

    def __init__(
        self,
        postgres: RunningPostgres,
        home: Path,
        *,
        port: int = PREFECT_PORT,
        beside: PrefectServer | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """`beside` another server: on its database, as servers that share the load are."""
        self.port = port
        self.home = home
        self.database: str = f"prefect_{self.port}" if beside is None else beside.database
        self._settings = dict(settings or {})
        self._postgres = postgres
        self._process: subprocess.Popen[bytes] | None = None
        if beside is None:
            postgres.create_database(self.database, owner=PREFECT_ROLE)
            self._add_extension()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def log(self) -> Path:
        return self.home / f"prefect-{self.port}.log"

    def start(self) -> None:
        environment = dict(os.environ) | {
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": str(self.port),
            "PREFECT_SERVER_API_AUTH_STRING": PREFECT_LOGIN,
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": self._postgres.url_of(
                self.database, PREFECT_ROLE, scheme="postgresql+asyncpg"
            ),
            "PREFECT_SERVER_UI_V2_ENABLED": "false",
            **self._settings,
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "prefect", "server", "start"],
                env=environment,
                cwd=self.home,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"no Prefect server: {self.log.read_text()[-2000:]}")
            time.sleep(0.2)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def restart_if_down(self) -> None:
        """For the tests that follow, when one that stopped the server failed."""
        if self._process is None:
            self.start()

    def wipe(self) -> None:
        """An empty database under a server that is down: all history of runs is gone."""
        self._postgres.drop_database(self.database)
        self._postgres.create_database(self.database, owner=PREFECT_ROLE)
        self._add_extension()

    def ask(self, path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        user, _, password = PREFECT_LOGIN.partition(":")
        answer = httpx.post(f"{self.url}/{path}", json=body, auth=(user, password), timeout=20)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found

    def runs(self, flow: str) -> list[dict[str, Any]]:
        """All runs of a flow, oldest first."""
        body = {"flows": {"name": {"any_": [flow]}}, "sort": "EXPECTED_START_TIME_ASC", "limit": 200}
        return self.ask("flow_runs/filter", body)

    def task_runs(self, flow_run_id: str, *, expected: int) -> list[dict[str, Any]]:
        """In the order they began. Prefect records them from events, a moment after their run has ended."""
        body = {"flow_runs": {"id": {"any_": [flow_run_id]}}}
        deadline = time.monotonic() + RECORDED_WITHIN_S
        while True:
            found = self.ask("task_runs/filter", body)
            ended = [task for task in found if task["state_type"] == "COMPLETED"]
            if len(ended) >= expected or time.monotonic() > deadline:
                return sorted(found, key=lambda task: str(task["start_time"]))
            time.sleep(0.1)

    def artifacts(self, key: str) -> list[dict[str, Any]]:
        return self.ask("artifacts/filter", {"artifacts": {"key": {"any_": [key]}}})

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=1).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def _add_extension(self) -> None:
        url = self._postgres.superuser_url
        with psycopg.connect(url, dbname=self.database, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


@contextmanager
def running_prefect(postgres: RunningPostgres, home: Path) -> Iterator[PrefectServer]:
    server = PrefectServer(postgres, home)
    try:
        server.start()
        yield server
    finally:
        server.stop()
