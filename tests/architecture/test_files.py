"""Names and places of files."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import models.tables
from tests.architecture.sources import ROOT, dotted, modules, parse, relative

# A file with such a name takes in everything; say what it does instead.
_NO_NAMES = {"util", "helper", "common", "manager", "service", "misc"}
_NO_NAMES |= {f"{name}s" for name in _NO_NAMES}
_TEXT = {".py", ".md", ".toml", ".txt", ".html", ".css", ".sh", ".svg", ".mako", ".service", ".target", ""}
# Folders that exist on the machine of one person or of a build, never at an installation.
_SOMEBODYS_FOLDER = re.compile(
    r"(?:^|[^\w.<>{}$~/-])/(?:home|Users|work|workspaces?|builds?)/\w", re.MULTILINE
)
_REGISTRY = re.compile(r"--(?:extra-)?index-url[ =]|--find-links[ =]", re.MULTILINE)
TABLES = [path for path in modules("models/tables") if path.stem != "columns"]


@cache
def tracked() -> list[Path]:
    """Files under version control; in an unpacked archive everything but what is made by running."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607  git of this machine
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.splitlines()]
    else:
        found = [path for path in ROOT.rglob("*") if not any(part[0] == "." for part in path.parts[-3:])]
    return [path for path in found if path.is_file() and path != Path(__file__)]


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        if path.suffix in _TEXT:
            yield path, path.read_text(encoding="utf-8")


def test_no_file_is_named_after_nothing() -> None:
    words = {path: set(re.split(r"[_.-]", path.stem.lower())) for path in tracked()}
    named = [relative(path) for path, parts in words.items() if parts & _NO_NAMES]
    folders = [relative(path) for path in words if set(path.relative_to(ROOT).parts) & _NO_NAMES]
    assert named + folders == []
    assert len(words) > 300


def test_no_file_names_a_folder_of_the_machine_it_was_made_on() -> None:
    assert [relative(path) for path, text in texts() if _SOMEBODYS_FOLDER.search(text)] == []
    assert _SOMEBODYS_FOLDER.search("see /home/somebody/x")
    assert not _SOMEBODYS_FOLDER.search("http://x/builds/y {home}/builds/x tests/builds/x /builds")


def test_no_lock_names_the_address_of_an_index() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        locked = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in locked
        assert not _REGISTRY.search(locked)
        assert "://" not in locked


def class_name(path: Path) -> str:
    return "".join(word.title() for word in path.stem.split("_"))


@pytest.mark.parametrize("path", TABLES, ids=relative)
def test_a_table_file_holds_one_table_of_its_name(path: Path) -> None:
    classes = [node for node in parse(path).body if isinstance(node, ast.ClassDef)]
    (table,) = [node for node in classes if any(word.arg == "table" for word in node.keywords)]
    assert classes == [table]
    # `…Row` where the rules have a value of the same name.
    assert table.name in {class_name(path), f"{class_name(path)}Row"}
    names = [
        node.value.value
        for node in table.body
        if isinstance(node, ast.Assign)
        and [dotted(target) for target in node.targets] == ["__tablename__"]
        and isinstance(node.value, ast.Constant)
    ]
    assert names == [path.stem]


def test_every_table_is_known_to_the_migrations() -> None:
    assert sorted(name.removesuffix("Row") for name in models.tables.__all__) == sorted(
        class_name(path) for path in TABLES
    )


def test_tables_exist_nowhere_else() -> None:
    declared = {
        path.parent
        for path in modules("models") + modules("tasks") + modules("api") + modules("deployments")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ClassDef) and any(word.arg == "table" for word in node.keywords)
    }
    assert declared == {ROOT / "models" / "tables"}


def test_every_test_folder_is_a_package() -> None:
    """A folder of tests without it becomes a top-level package and hides the room of the same name."""
    folders = {path.parent for path in tracked() if path.suffix == ".py" and ROOT / "tests" in path.parents}
    assert [relative(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_every_room_says_it_is_typed() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/py.typed")}
    assert rooms == {"api", "deployments", "flows", "models", "notifications", "tasks"}
