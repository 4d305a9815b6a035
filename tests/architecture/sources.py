"""The repository's own files, read as syntax: nothing is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("api", "deployments", "flows", "models", "notifications", "tasks")


def modules(folder: str) -> list[Path]:
    """The modules below a folder, without the files that only make a package."""
    return sorted(path for path in (ROOT / folder).rglob("*.py") if path.name != "__init__.py")


@cache
def room_files() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported_modules(tree: ast.Module) -> Iterator[str]:
    """Full names, imports inside functions included; `from a import b` gives `a` and `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importers_of(package: str) -> set[str]:
    """Files of the rooms that import a package or anything in it."""
    return {
        relative(path)
        for path in room_files()
        if any(name == package or name.startswith(f"{package}.") for name in imported_modules(parse(path)))
    }


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an expression of names, empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


def decorated_with(tree: ast.Module, *decorators: str) -> dict[str, ast.Call | None]:
    """Functions of a module that carry one of the decorators, with the decorator's call."""
    found: dict[str, ast.Call | None] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                call = decorator if isinstance(decorator, ast.Call) else None
                if dotted(call.func if call else decorator).rsplit(".", 1)[-1] in decorators:
                    found[node.name] = call
    return found
