"""The data directory: made once, whole or not at all, without trust for anybody."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from deployments.local.postgres.system_user import ServerUser
from deployments.local.program import run_program
from deployments.local.secret_file import write_secret
from deployments.local.words import StartRefused, Words

SUPERUSER = "postgres"

_LOGINS = """\
# Written by Meldeweg. Unix socket only (listen_addresses is empty), every login with a password.
local   all             all     scram-sha-256
local   replication     all     scram-sha-256
"""

_SETTINGS = """\
# Written by Meldeweg at every start; put changes into postgresql.auto.conf (ALTER SYSTEM).
# A machine of 2 GB shared with the application and Prefect.
max_connections = 120
shared_buffers = 96MB
effective_cache_size = 512MB
maintenance_work_mem = 32MB
max_wal_size = 512MB
autovacuum_max_workers = 2
io_method = sync
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
# No value of a row in the log: neither statements nor the detail line of an error.
log_error_verbosity = terse
log_min_error_statement = panic
log_line_prefix = '%m [%p] %q%u@%d '
"""


def create_cluster(
    data: Path, programs: Path, *, user: ServerUser, password: str, durable: bool = True
) -> None:
    """Run initdb beside the final place and rename: a killed attempt leaves no half database.

    Raises StartRefused with initdb's last line when it fails.
    """
    parent = data.parent
    parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    for leftover in parent.glob(".new*"):
        shutil.rmtree(leftover)
    new = parent / ".new"
    new.mkdir(mode=0o700)
    user.own(new)
    cluster, password_file = new / "data", new / "password"
    write_secret(password_file, password)
    user.own(password_file)
    done = run_program(
        [
            programs / "initdb", "--pgdata", cluster, "--username", SUPERUSER, "--pwfile", password_file,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale-provider", "builtin",
            "--builtin-locale", "C.UTF-8", "--locale", "C", "--data-checksums",
            *(() if durable else ("--no-sync",)),
        ],
        credentials=user.credentials(), environment=server_environment(),
    )  # fmt: skip
    password_file.unlink()
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise StartRefused(
            Words(
                f"Die Datenbank ließ sich in {parent} nicht anlegen: {reason}",
                f"The database could not be created in {parent}: {reason}",
            )
        )
    write_configuration(cluster, user)
    cluster.rename(data)
    new.rmdir()


def write_configuration(cluster: Path, user: ServerUser) -> None:
    """Our files over PostgreSQL's, at every start: an upgrade of Meldeweg brings its settings with it."""
    for name, text in (("pg_hba.conf", _LOGINS), ("postgresql.conf", _SETTINGS)):
        path = cluster / name
        scratch = cluster / f"{name}.new"
        scratch.unlink(missing_ok=True)
        write_secret(scratch, text)
        user.own(scratch)
        scratch.replace(path)


def check_version(data: Path, programs: Path) -> None:
    """Raise StartRefused when the data was written by another major version."""
    found = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    ours = run_program([programs / "postgres", "-V"]).stdout.split()[-1]
    if ours.split(".")[0] != found:
        raise StartRefused(
            Words(
                f"Die Datenbank in {data} hat PostgreSQL-Version {found}, installiert ist {ours}. Sichern "
                "Sie sie mit der früheren Meldeweg-Version und spielen Sie die Sicherung hier ein.",
                f"The database in {data} has PostgreSQL version {found}, installed is {ours}. Back it up "
                "with the earlier version of Meldeweg and restore the backup here.",
            )
        )


def reset_superuser_password(data: Path, programs: Path, user: ServerUser, password: str) -> None:
    """In single-user mode, with the server stopped: for a data directory whose secrets were lost."""
    run_program(
        [programs / "postgres", "--single", "-D", data, "postgres"],
        text=f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n",  # token_urlsafe: no quote can be in it
        credentials=user.credentials(),
        environment=server_environment(),
    ).check_returncode()


def server_environment() -> dict[str, str]:
    """Nothing of ours reaches the server's processes."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
