"""Real processes, small ones: kept alive, told about, and gone at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deployments.local.log_file import MAX_BYTES, bound_log, open_log
from deployments.local.stack.orphans import end_orphans, note_children
from deployments.local.words import say_nothing

SUPERVISE = """
import sys
from pathlib import Path
from deployments.local.stack.child import ChildPlan
from deployments.local.stack.orphans import adopt_descendants
from deployments.local.stack.plan import Plan
from deployments.local.stack.screen import Screen
from deployments.local.stack.supervisor import StopRequested, Supervisor

plan = Plan.from_settings("augsburg")
(plan.home / "run").mkdir(parents=True)
adopt_descendants()
supervisor = Supervisor(plan, Screen(as_json=False))
with supervisor.listening():
    try:
        for number, code in enumerate(sys.argv[1:]):
            child = ChildPlan(f"child-{number}", "Kind", "child", (sys.executable, "-c", code), lambda: {})
            print("pid", supervisor.start(child).process.pid, flush=True)
        supervisor.wait_until(lambda: False)
    except StopRequested:
        pass
    finally:
        supervisor.stop({"child-1"})
"""
SLEEP = "import time; time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); {SLEEP}"
# A grandchild in a session of its own escapes its parent's process group.
WITH_GRANDCHILD = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], "
    "start_new_session=True)\nprint(child.pid, flush=True); time.sleep(600)\n"
)


def _supervise(home: Path, *codes: str) -> tuple[subprocess.Popen[str], list[int]]:
    supervisor = subprocess.Popen(  # noqa: S603 (our own interpreter)
        [sys.executable, "-c", SUPERVISE, *codes],
        stdout=subprocess.PIPE, text=True, env=os.environ | {"MELDEWEG_HOME": str(home)},
    )  # fmt: skip
    assert supervisor.stdout
    return supervisor, [int(supervisor.stdout.readline().split()[1]) for _ in codes]


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _await(happened: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def test_dead_child_is_started_again_and_told(tmp_path: Path) -> None:
    supervisor, (child,) = _supervise(tmp_path / "home", SLEEP)
    os.kill(child, signal.SIGKILL)
    register = tmp_path / "home" / "run" / "children"
    _await(lambda: str(child) not in register.read_text() and len(register.read_text()) > 4)
    supervisor.send_signal(signal.SIGTERM)
    told, _ = supervisor.communicate(timeout=20)
    assert "Kind: beendet mit Status -9, neuer Start in 1 s" in told
    assert "child: ended with status -9, next start in 1 s" in told


def test_stop_takes_grandchildren_and_stubborn_ones_along(tmp_path: Path) -> None:
    home = tmp_path / "home"
    supervisor, children = _supervise(home, WITH_GRANDCHILD, STUBBORN)
    _await(lambda: (home / "logs" / "child-0.log").read_text() != "")
    _await(lambda: (home / "logs" / "child-1.log").read_text() != "")
    grandchild = int((home / "logs" / "child-0.log").read_text())
    began = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=20)
    assert supervisor.returncode == 0
    assert time.monotonic() - began < 10
    assert [process for process in (*children, grandchild) if _alive(process)] == []


def test_second_signal_ends_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    supervisor, children = _supervise(home, STUBBORN)
    _await(lambda: (home / "logs" / "child-0.log").read_text() != "")
    began = time.monotonic()
    supervisor.send_signal(signal.SIGINT)
    time.sleep(0.6)  # what comes sooner is the same keystroke, passed on by a program in between
    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=20)
    assert time.monotonic() - began < 3
    assert not _alive(children[0])


def test_one_keystroke_that_arrives_twice_still_ends_cleanly(tmp_path: Path) -> None:
    supervisor, children = _supervise(tmp_path / "home", SLEEP)
    supervisor.send_signal(signal.SIGINT)
    time.sleep(0.1)
    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=20)
    assert supervisor.returncode == 0
    assert not _alive(children[0])


def test_children_end_with_a_killed_supervisor(tmp_path: Path) -> None:
    supervisor, children = _supervise(tmp_path / "home", SLEEP, SLEEP)
    supervisor.kill()
    supervisor.communicate()
    _await(lambda: not any(_alive(process) for process in children))


def test_stubborn_orphan_is_ended_by_the_next_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    supervisor, (child,) = _supervise(home, STUBBORN)
    _await(lambda: (home / "logs" / "child-0.log").read_text() != "")
    supervisor.kill()
    supervisor.communicate()
    assert _alive(child)
    end_orphans(home / "run" / "children", say_nothing, patience_s=0.3)
    _await(lambda: not _alive(child))


def test_register_never_hits_a_reused_number(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEP], start_new_session=True) as other:  # noqa: S603
        register = tmp_path / "children"
        note_children(register, [other.pid])
        register.write_text(register.read_text().replace('"]', '0"]'))  # another start time
        end_orphans(register, say_nothing, patience_s=0.1)
        assert other.poll() is None
        other.kill()


@pytest.mark.parametrize("written", [10, MAX_BYTES + 10])
def test_log_stays_bounded_while_it_is_written(tmp_path: Path, written: int) -> None:
    with open_log(tmp_path, "part") as log:
        log.write(b"x" * (written - 4) + b"end\n")
        bound_log(tmp_path, "part")
        log.write(b"more\n")
    kept = tmp_path / "part.log.1"
    if written > MAX_BYTES:
        assert (tmp_path / "part.log").read_bytes() == b"more\n"
        assert kept.read_bytes().endswith(b"end\n")
        assert (kept.stat().st_size, kept.stat().st_mode & 0o777) == (MAX_BYTES, 0o600)
    else:
        assert (tmp_path / "part.log").stat().st_size == written + 5
        assert not kept.exists()
