"""Documents may name only what exists: paths, make targets, decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from deployments.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "api",
    "benchmarks",
    "deployments",
    "docs",
    "flows",
    "models",
    "notifications",
    "tasks",
    "tests",
    ".ci",
)
DOCUMENTS = sorted(
    [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "deployments").rglob("*.md")]
)

_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"(?:[\w.<>*-]+/)+[\w.<>*-]*|[\w-]+\.(?:py|toml|md|txt|sh|ini|cfg|html)|LICENSE|Makefile")
_MODULE = re.compile(rf"(?:{'|'.join(room for room in ROOMS if room.isalpha())})(?:\.[a-z_]+)+")


def named_paths(text: str) -> Iterator[str]:
    """Backticked words that are paths of this repository; `<name>` stands for anything."""
    for word in _CODE.findall(_FENCE.sub("", text)):
        if _PATH.fullmatch(word) and ("/" not in word or word.split("/")[0] in ROOMS):
            yield re.sub(r"<[^>]+>", "*", word)
        elif _MODULE.fullmatch(word):
            yield word.replace(".", "/")


def exists(path: str) -> bool:
    if "/" not in path and any(any((ROOT / room).rglob(path)) for room in ROOMS):
        return True
    return any(any(ROOT.glob(f"{path.rstrip('/')}{ending}")) for ending in ("", ".py"))


def test_there_are_documents_to_check() -> None:
    assert len(DOCUMENTS) > 10


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [path for path in named_paths(text) if not exists(path)]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = [link.split("#")[0] for link in _LINK.findall(document.read_text(encoding="utf-8"))]
    local = [link for link in links if link and "://" not in link and not link.startswith("mailto:")]
    assert not [link for link in local if not (document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_make_target_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_named_exists(document: Path) -> None:
    named = re.findall(
        r"`(?:\.venv/bin/)?meldeweg ([a-z-]+)(?: ([a-z-]+))?", document.read_text(encoding="utf-8")
    )
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    for name, below in named:
        command = root.commands.get(name)
        assert command is not None, name
        if below and isinstance(command, TyperGroup):
            assert below in command.commands, f"{name} {below}"


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_the_check_itself_finds_what_is_missing() -> None:
    wrong = "`models/nowhere.py` `nowhere.toml` `tasks.nowhere`"
    right = "`models.rules` `http://x/y` `notifications/templates/<message>/<language>/text.txt` `Makefile`"
    missing = [path for path in named_paths(f"{right} {wrong}") if not exists(path)]
    assert missing == ["models/nowhere.py", "nowhere.toml", "tasks/nowhere"]
