"""Run by test_postgres_start: start a server as `nobody`, print who it runs as and a row count."""

from __future__ import annotations

import os
import pwd
import sys
import tempfile
from pathlib import Path

import psycopg

from deployments.local.postgres import start_postgres
from deployments.local.postgres.binaries import copy_binaries


def main(warm_up: Path) -> None:
    with start_postgres(warm_up):  # loads every module while Python's files can be read
        pass
    user = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory(prefix="meldeweg-test-") as made:
        home = Path(made)
        programs = copy_binaries(home / "programs")
        os.chown(home, user.pw_uid, user.pw_gid)
        child = os.fork()
        if child == 0:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            _start_and_count(home / "home", programs)
            os._exit(0)
        _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def _start_and_count(home: Path, programs: Path) -> None:
    with start_postgres(home, programs=programs) as running:
        owner = pwd.getpwuid(Path(f"/proc/{running.pid}").stat().st_uid).pw_name
        with psycopg.connect(running.application_url) as connection:
            row = connection.execute("SELECT count(*) FROM pg_database WHERE datname = 'prefect'").fetchone()
        os.write(1, f"{owner} {(row or (None,))[0]}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
