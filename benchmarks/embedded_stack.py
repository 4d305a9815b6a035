"""The embedded stack on a home of its own: the same processes `meldeweg run` starts, one by one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import psycopg

from deployments.local.key_file import create_key_file
from deployments.local.postgres import APP_ROLE, OWNER_ROLE, RunningPostgres, start_postgres
from deployments.local.stack import parts
from deployments.local.stack.child import Child, ChildPlan
from deployments.local.stack.plan import LOOPBACK, Plan
from deployments.local.stack.probe import accepts, answers_http
from models.actions.activate_policy import activate_policy
from models.audit import SYSTEM
from models.clock import utc_now
from models.database import Database
from models.installation import Installation
from models.migrations import upgrade
from models.policy import shipped_policy
from models.sealing import load_master_key
from models.settings import KeySettings
from models.settings.local import LocalSettings
from models.settings.web import WebSettings

DRIVER = "postgresql+psycopg"
TEMPLATE = "bench_template"
_STARTS_WITHIN_S = 120.0
_STOPS_WITHIN_S = 15.0
_OURS = ("PREFECT_", "MELDEWEG_", "DATABASE_", "CREDENTIALS_")


class EmbeddedStack:
    """Each figure gets a fresh application database; Prefect's server and the mail catcher go on."""

    def __init__(self, plan: Plan, postgres: RunningPostgres) -> None:
        self.plan = plan
        self.postgres = postgres
        self.database = ""
        self._children: dict[str, Child] = {}

    @property
    def reports_url(self) -> str:
        return f"{self.plan.form_url}/api/reports"

    async def use_fresh_database(self, name: str) -> None:
        """A copy of the migrated example; processes started from now on use it."""
        if not self.database:
            await self._make_template()
        self.database = f"bench_{name}"
        self.postgres.create_database(self.database, template=TEMPLATE)
        os.environ["DATABASE_URL"] = self.postgres.url_of(self.database)

    def open_installation(self, database: str | None = None) -> Installation:
        url = self.postgres.url_of(database or self.database, scheme=DRIVER)
        return Installation(Database(url), load_master_key(KeySettings().file))

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """As the superuser: bulk loads and looking in."""
        url = self.postgres.superuser_url
        return psycopg.connect(url, dbname=self.database, autocommit=True)

    @contextlib.asynccontextmanager
    async def running(self, *names: str) -> AsyncIterator[None]:
        """Start `api`, `delivery`, `dispatcher`; they are stopped when the block is left."""
        makers = {"api": parts.api, "delivery": parts.delivery, "dispatcher": parts.dispatcher}
        try:
            for name in names:
                self.start(makers[name](self.plan))
            for name in names:
                await self._until(name, self._signs_of(name))
            yield
        finally:
            for name in reversed(names):
                self.stop(name)

    async def provide_prefect(self) -> None:
        """The server, its deployments and the mail catcher; once for all figures."""
        if "prefect-server" in self._children:
            return
        self.start(parts.prefect_server(self.plan))
        self.start(parts.mail_catcher(self.plan))
        port = self.plan.local.prefect_port
        await self._until("prefect-server", lambda: answers_http(LOOPBACK, port, "/api/health"))
        await self._until("mail-catcher", lambda: accepts(LOOPBACK, self.plan.local.mail_port))
        await self.run_to_end(parts.deploy(self.plan), within_s=_STARTS_WITHIN_S)

    def start(self, plan: ChildPlan) -> Child:
        child = Child(plan, self.plan.home)
        self._children[plan.name] = child
        child.start()
        return child

    async def run_to_end(self, plan: ChildPlan, *, within_s: float) -> str:
        """What the program said. Raises RuntimeError when it failed or took too long."""
        child = self.start(plan)
        if child.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(child.process.wait, within_s)
        status = child.status
        self.stop(plan.name)
        if status != 0:
            raise RuntimeError(f"{plan.name} failed: {self._tail_of(plan.name)}")
        return self._log_of(plan.name)

    @contextlib.asynccontextmanager
    async def program(self, plan: ChildPlan, *, port: int) -> AsyncIterator[None]:
        """A web program that answers /readyz on this port, until the block is left."""
        self.start(plan)
        try:
            await self._until(plan.name, lambda: answers_http(LOOPBACK, port, "/readyz"))
            yield
        finally:
            self.stop(plan.name)

    def process_of(self, name: str) -> int:
        process = self._children[name].process
        if process is None:
            raise LookupError(name)
        return process.pid

    def stop(self, name: str) -> None:
        child = self._children.pop(name, None)
        if child is None:
            return
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            if child.process is not None:
                child.process.wait(_STOPS_WITHIN_S)
        child.kill_group()

    def stop_all(self) -> None:
        for name in reversed(list(self._children)):
            self.stop(name)

    def _signs_of(self, name: str) -> Callable[[], bool]:
        if name == "api":
            return lambda: answers_http(LOOPBACK, self.plan.web.port, "/readyz")
        return lambda: self._beats(name)

    def _beats(self, process: str) -> bool:
        with self.connect() as connection:
            newest = f"%-{self.process_of(process)}-%"
            found = connection.execute(
                "SELECT 1 FROM heartbeat WHERE process = %s AND instance LIKE %s", (process, newest)
            )
            return found.fetchone() is not None

    async def _until(self, name: str, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _STARTS_WITHIN_S
        while not ready():
            if time.monotonic() > deadline or not self._children[name].running:
                raise RuntimeError(f"{name} does not start: {self._tail_of(name)}")
            await asyncio.sleep(0.1)

    def _log_of(self, name: str) -> str:
        return (self.plan.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _tail_of(self, name: str) -> str:
        return self._log_of(name)[-2000:]

    async def _make_template(self) -> None:
        self.postgres.create_database(TEMPLATE)
        upgrade(self.postgres.url_of(TEMPLATE, OWNER_ROLE, scheme=DRIVER), application_role=APP_ROLE)
        place = self.open_installation(TEMPLATE)
        try:
            await activate_policy(place, shipped_policy("augsburg"), actor=SYSTEM, now=utc_now())
        finally:
            await place.close()


@contextlib.contextmanager
def open_stack(keep: Path | None = None) -> Iterator[EmbeddedStack]:
    """A home under the system's temporary directory, gone afterwards; `keep` is where its logs go."""
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="meldeweg-bench-"))
    home.chmod(0o711)  # the database server's own user has to pass, also when this runs as root
    ports = free_ports(4)
    settings = ("WEB_PORT", "PREFECT_PORT", "MAIL_PORT", "MAIL_WEB_PORT")
    os.environ |= {"MELDEWEG_HOME": str(home), "PREFECT_HOME": str(home / "prefect"), "DO_NOT_TRACK": "1"}
    os.environ |= {f"MELDEWEG_{name}": str(port) for name, port in zip(settings, ports, strict=True)}
    create_key_file(KeySettings().file)
    try:
        with start_postgres(home) as postgres:
            stack = EmbeddedStack(Plan(home, WebSettings(), LocalSettings(), "augsburg"), postgres)
            try:
                yield stack
            finally:
                stack.stop_all()
    finally:
        if keep is not None:
            shutil.copytree(home / "logs", keep, dirs_exist_ok=True)
        shutil.rmtree(home, ignore_errors=True)


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
