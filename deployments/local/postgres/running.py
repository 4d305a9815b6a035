"""A running embedded server: its addresses, its databases, its end."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psycopg

from deployments.local.home_lock import HomeLock
from deployments.local.postgres.addresses import build_url
from deployments.local.postgres.cluster import (
    SUPERUSER,
)
from deployments.local.postgres.databases import (
    APP_ROLE,
    OWNER_ROLE,
    PREFECT_ROLE,
    add_database,
    close_to_others,
)


@dataclass
class RunningPostgres:
    """A server that accepts connections; stop it with `stop()` or leave the `with` block."""

    socket: Path
    passwords: dict[str, str] = field(repr=False)
    urls: dict[str, str] = field(repr=False)
    process: subprocess.Popen[bytes]
    lock: HomeLock = field(repr=False)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def application_url(self) -> str:
        return self.urls[APP_ROLE]

    @property
    def owner_url(self) -> str:
        return self.urls[OWNER_ROLE]

    @property
    def prefect_url(self) -> str:
        """In asyncpg's form, which Prefect's server wants."""
        return self.urls[PREFECT_ROLE]

    @property
    def superuser_url(self) -> str:
        return self.urls[SUPERUSER]

    def url_of(self, database: str, role: str = APP_ROLE, *, scheme: str = "postgresql") -> str:
        """Address of any database on this server for one of its roles."""
        return build_url(role, self.passwords[role], database, socket=self.socket, scheme=scheme)

    def create_database(self, name: str, owner: str = OWNER_ROLE, *, template: str | None = None) -> None:
        """A fresh database, or a copy of `template` (to which nobody may be connected). About 50 ms."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            add_database(connection, name, owner, template=template)
            close_to_others(connection, name, owner)

    def drop_database(self, name: str) -> None:
        """Also when somebody is still connected; nothing happens when there is none."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute(
                psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                    psycopg.sql.Identifier(name)
                )
            )

    def stop(self, *, patience_s: float = 20) -> None:
        """Fast shutdown: sessions are ended, everything committed is on disk. Twice is harmless."""
        try:
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGINT)
                try:
                    self.process.wait(patience_s)
                except subprocess.TimeoutExpired:
                    self.kill()
        finally:
            self.lock.release()

    def kill(self) -> None:
        """Immediate shutdown; the next start recovers from the log."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(5)
            return
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
