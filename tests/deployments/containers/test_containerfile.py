"""The image: locked, without root, and whole."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CONTAINERFILE = (ROOT / "deployments" / "Containerfile").read_text()
ROOMS: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"][
    "wheel"
]["packages"]


def _lines(word: str) -> list[str]:
    return [
        line.removeprefix(f"{word} ") for line in CONTAINERFILE.splitlines() if line.startswith(f"{word} ")
    ]


def test_what_is_copied_exists_and_is_all_that_is_built() -> None:
    copied = [line.split()[:-1] for line in _lines("COPY") if not line.startswith("--from")]
    names = {name for line in copied for name in line}
    assert {name for name in names if not (ROOT / name).exists()} == set()
    assert set(ROOMS) <= names
    for ignored in (".containerignore", ".dockerignore"):
        let_in = {line[1:] for line in (ROOT / ignored).read_text().splitlines() if line.startswith("!")}
        assert {name.split("/")[0] for name in names} <= let_in


def test_only_locked_packages_get_in_and_nothing_runs_as_root() -> None:
    installs = re.findall(r"pip install .*", CONTAINERFILE)
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert _lines("USER") == ["10001:10001"]
    assert CONTAINERFILE.rindex("USER ") > CONTAINERFILE.rindex("RUN ")
    (base,) = _lines("ARG")
    assert set(_lines("FROM")) == {"${PYTHON} AS build", "${PYTHON}"}
    assert "/" not in base  # no host of a registry


def test_the_package_holds_every_file_of_the_rooms(tmp_path: Path) -> None:
    """Policies, templates, pages and migrations too: the image has no checkout beside it."""
    listed = subprocess.run(  # noqa: S603  names of this test
        ["git", "ls-files", "--", *ROOMS],  # noqa: S607  git of this machine
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode != 0:
        pytest.skip("no checkout to compare with")
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "-w", tmp_path, ROOT], check=True, capture_output=True)  # noqa: S603
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
    assert {name for name in listed.stdout.splitlines() if (ROOT / name).exists()} - inside == set()
