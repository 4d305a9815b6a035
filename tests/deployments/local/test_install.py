"""The installer's decisions and words; that the lock installs is seen by whoever runs these tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path("deployments/local/install.sh")
CHECKOUT = Path(__file__).parents[3]
PYTHONS = ("python3.13", "python3.12", "python3.11", "python3")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a blank in its path, holding what the installer looks at."""
    place = tmp_path / "mein Meldeweg"
    (place / SCRIPT.parent).mkdir(parents=True)
    shutil.copy(CHECKOUT / SCRIPT, place / SCRIPT)
    (place / "pyproject.toml").write_text("[project]\n")
    (place / "requirements.txt").write_text("first==1 \\\n  --hash=sha256:00\n")
    (place / "requirements-test.txt").write_text("first==1\nsecond==1\n")
    return place


def _install(checkout: Path, lock: str = "requirements.txt", path: Path | None = None) -> tuple[int, str]:
    environment = dict(os.environ)
    if path:
        environment["PATH"] = f"{path}:{environment['PATH']}"
    done = subprocess.run(  # noqa: S603 (our own script)
        ["/bin/sh", checkout / SCRIPT, lock], check=False, capture_output=True, text=True, env=environment
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def _script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def _fake_environment(checkout: Path, pip_status: int = 0) -> Path:
    """A `.venv` whose pip writes down how it was called."""
    calls = checkout / "calls"
    _script(
        checkout / ".venv" / "bin" / "python",
        f'case "$*" in "-m pip"*) echo "$*" >> "{calls}"; echo "Collecting first"; exit {pip_status};; esac',
    )
    return calls


def test_old_python_is_told_in_both_languages(checkout: Path, tmp_path: Path) -> None:
    for name in PYTHONS:
        _script(tmp_path / "bin" / name, 'echo "Python 3.9.2"; [ "$1" = -V ]')
    status, told = _install(checkout, path=tmp_path / "bin")
    assert status != 0
    assert "braucht Python 3.11 oder neuer; gefunden: Python 3.9.2" in told
    assert "needs Python 3.11 or newer; found: Python 3.9.2" in told
    assert not (checkout / ".venv").exists()


def test_missing_venv_module_names_the_package(checkout: Path, tmp_path: Path) -> None:
    for name in PYTHONS:
        _script(
            tmp_path / "bin" / name, f'case "$*" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"'
        )
    status, told = _install(checkout, path=tmp_path / "bin")
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert status != 0
    assert f"Installieren Sie es: apt install {package}" in told
    assert f"Install it: apt install {package}" in told
    assert not (checkout / ".venv").exists()


def test_packages_are_installed_by_hash_once(checkout: Path) -> None:
    calls = _fake_environment(checkout)
    assert _install(checkout)[0] == 0
    first = calls.read_text().splitlines()
    assert first == [
        "-m pip install --require-hashes -r requirements.txt",
        "-m pip install --no-deps --no-build-isolation -e .",
    ]
    assert _install(checkout) == (0, "")
    assert calls.read_text().splitlines() == first


@pytest.mark.parametrize("changed", ["requirements.txt", "pyproject.toml"])
def test_changed_lock_is_installed_again(checkout: Path, changed: str) -> None:
    calls = _fake_environment(checkout)
    _install(checkout)
    with (checkout / changed).open("a") as file:
        file.write("# changed\n")
    assert _install(checkout)[0] == 0
    assert len(calls.read_text().splitlines()) == 4


def test_test_lock_covers_the_other_one(checkout: Path) -> None:
    calls = _fake_environment(checkout)
    assert _install(checkout, "requirements-test.txt")[0] == 0
    assert _install(checkout) == (0, "")
    assert len(calls.read_text().splitlines()) == 2


def test_failed_installation_is_told_and_tried_again(checkout: Path) -> None:
    calls = _fake_environment(checkout, pip_status=1)
    status, told = _install(checkout)
    assert status != 0
    assert "Installation ist fehlgeschlagen" in told
    assert "installation failed" in told
    assert (checkout / ".venv" / "install.log").read_text().startswith("Collecting first\n")
    _fake_environment(checkout)
    assert _install(checkout)[0] == 0
    assert len(calls.read_text().splitlines()) == 3


def test_broken_environment_is_made_anew(checkout: Path, tmp_path: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(tmp_path / "gone")
    (checkout / ".venv" / "half").touch()
    made = tmp_path / "made"
    calls = _fake_environment(made)
    for name in PYTHONS:
        _script(
            tmp_path / "bin" / name,
            f'[ "$*" != "-m venv .venv" ] || exec cp -r "{made}/.venv" .venv\nexec "{sys.executable}" "$@"',
        )
    status, told = _install(checkout, path=tmp_path / "bin")
    assert (status, ".venv wird angelegt" in told) == (0, True)
    assert len(calls.read_text().splitlines()) == 2
    assert not (checkout / ".venv" / "half").exists()
