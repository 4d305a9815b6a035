"""Start the embedded server."""

from __future__ import annotations

import contextlib
import secrets
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from deployments.local.home_lock import HomeLock
from deployments.local.log_file import open_log
from deployments.local.parent_death import end_with_parent
from deployments.local.postgres.addresses import ADDRESSES, build_url, read_passwords, write_addresses
from deployments.local.postgres.binaries import provide_binaries
from deployments.local.postgres.cluster import (
    SUPERUSER,
    check_version,
    create_cluster,
    reset_superuser_password,
    server_environment,
    write_configuration,
)
from deployments.local.postgres.databases import lay_out_databases
from deployments.local.postgres.leftover import clear_leftovers
from deployments.local.postgres.running import RunningPostgres
from deployments.local.postgres.socket import provide_socket_directory
from deployments.local.postgres.system_user import ServerUser, choose_server_user
from deployments.local.postgres.traverse import grant_passage
from deployments.local.program import start_program
from deployments.local.secret_file import make_secret_directory
from deployments.local.words import StartRefused, Tell, Words, say_nothing

THROW_AWAY: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""Settings of a server whose data may be lost with the machine's power: tests, about three times as fast."""

_PATIENCE_S = 60  # recovery after a crash replays at most max_wal_size


def start_postgres(
    home: Path,
    *,
    tell: Tell = say_nothing,
    settings: Mapping[str, str] | None = None,
    programs: Path | None = None,
) -> RunningPostgres:
    """Start the server of this home, making it first when it is new; returns when it accepts connections.

    `settings` are extra server settings for this run, such as THROW_AWAY. Call it from the main
    thread: only then does the server end with a killed process. `programs` are used instead
    of the wheel's. Raises StartRefused with the reason in words.
    """
    home = home.absolute()
    data = home / "postgresql" / "data"
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    (home / "postgresql").mkdir(mode=0o711, exist_ok=True)
    lock = HomeLock.take(home / "postgresql" / "lock")
    try:
        user = choose_server_user(data, tell)
        grant_passage(user, data.parent, tell)
        programs = programs or provide_binaries(home, user)
        socket = provide_socket_directory(home, user)
        durable = (settings or {}).get("fsync") != "off"
        passwords = _prepare_cluster(home, data, programs, user=user, tell=tell, durable=durable)
        process = _launch(home, data, programs, user=user, socket=socket, settings=settings or {})
    except BaseException:
        lock.release()
        raise
    urls = {
        address.role: build_url(
            address.role, passwords[address.role], address.database, socket=socket, scheme=address.scheme
        )
        for address in ADDRESSES
    }
    running = RunningPostgres(socket, passwords, urls, process, lock)
    try:
        _wait_until_ready(data, process, home / "logs" / "postgresql.log")
        lay_out_databases(
            running.superuser_url, {role: word for role, word in passwords.items() if role != SUPERUSER}
        )
        write_addresses(home / "secrets", passwords, socket)
    except BaseException:
        running.stop()
        raise
    return running


def _prepare_cluster(
    home: Path, data: Path, programs: Path, *, user: ServerUser, tell: Tell, durable: bool
) -> dict[str, str]:
    make_secret_directory(home / "secrets")
    known = read_passwords(home / "secrets")
    passwords = {address.role: known.get(address.role) or secrets.token_urlsafe(32) for address in ADDRESSES}
    if not data.exists():
        tell(Words("Die Datenbank wird angelegt.", "The database is created."))
        create_cluster(data, programs, user=user, password=passwords[SUPERUSER], durable=durable)
    else:
        check_version(data, programs)
        clear_leftovers(data, tell)
        write_configuration(data, user)
        if SUPERUSER not in known:
            reset_superuser_password(data, programs, user, passwords[SUPERUSER])
    return passwords


def _launch(
    home: Path, data: Path, programs: Path, *, user: ServerUser, socket: Path, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    given = {"listen_addresses": "", "unix_socket_directories": str(socket), **settings}
    arguments = [part for name, value in given.items() for part in ("-c", f"{name}={value}")]
    with open_log(home / "logs", "postgresql") as log:
        return start_program(
            [programs / "postgres", "-D", data, *arguments],
            output=log,
            environment=server_environment(),
            credentials=user.credentials(),
            before_exec=end_with_parent(signal.SIGINT),
        )


def _wait_until_ready(data: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    """The server writes its state into line 8 of postmaster.pid (miscadmin.h, LOCK_FILE_LINE_PM_STATUS)."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return
        time.sleep(0.02)
    raise StartRefused(
        Words(
            f"Der Datenbankserver startet nicht. Der Grund steht am Ende von {log}.",
            f"The database server does not start. The reason is at the end of {log}.",
        )
    )
