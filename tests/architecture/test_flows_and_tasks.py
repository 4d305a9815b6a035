"""Flows and tasks: a file is a function is a name the coordinator reads."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from models.vocabulary import DispatchFlow
from tests.architecture.sources import ROOT, decorated_with, dotted, modules, parse, relative

FLOWS = modules("flows")
TASKS = modules("tasks")


def keywords_of(call: ast.Call | None) -> dict[str, object]:
    return {
        keyword.arg: keyword.value.value
        for keyword in (call.keywords if call else [])
        if keyword.arg and isinstance(keyword.value, ast.Constant)
    }


@pytest.mark.parametrize("path", FLOWS, ids=relative)
def test_a_flow_file_holds_one_flow_of_its_name(path: Path) -> None:
    flows = decorated_with(parse(path), "flow")
    assert list(flows) == [path.stem]
    given = keywords_of(flows[path.stem])
    # A retry waiting in a dead process is stranded, and what is persisted is kept.
    assert (given["name"], given["retries"], given["persist_result"]) == (path.stem, 0, False)


@pytest.mark.parametrize("path", sorted((ROOT / "flows").rglob("*.py")), ids=relative)
def test_flows_define_no_class(path: Path) -> None:
    """Prefect loads a flow's file a second time under another name: its classes would be others."""
    assert [node.name for node in ast.walk(parse(path)) if isinstance(node, ast.ClassDef)] == []


def test_no_flow_is_named_like_a_package() -> None:
    """Prefect leaves the folder first on the search path."""
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir()}
    assert {path.stem for path in FLOWS} & (rooms | {"email", "prefect", "types", "logging"}) == set()


@pytest.mark.parametrize("path", TASKS, ids=relative)
def test_a_task_file_holds_at_most_one_task_of_its_name(path: Path) -> None:
    tasks = decorated_with(parse(path), "task", "step")
    assert list(tasks) in ([], [path.stem])


def test_every_step_a_flow_takes_is_a_task_or_a_plain_sentence_about_one() -> None:
    """Flows import from tasks what the task files are named after, nothing else."""
    for path in FLOWS:
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tasks":
                module = node.module or ""
                names = [alias.name for alias in node.names]
                assert names == [module.rpartition(".")[2]] or module == "tasks", relative(path)


def test_there_are_tasks_and_flows_at_all() -> None:
    assert sum(bool(decorated_with(parse(path), "task", "step")) for path in TASKS) >= 8
    assert len(FLOWS) >= 5


def test_every_flow_has_a_deployment_and_every_deployment_a_flow() -> None:
    (listed,) = [
        node.value
        for node in parse(ROOT / "deployments" / "registration.py").body
        if isinstance(node, ast.Assign) and [dotted(target) for target in node.targets] == ["DEPLOYMENTS"]
    ]
    assert isinstance(listed, ast.Tuple)
    deployed = [dotted(call.args[0]) for call in listed.elts if isinstance(call, ast.Call)]
    assert sorted(deployed) == [path.stem for path in FLOWS]


def test_every_flow_the_dispatcher_starts_exists() -> None:
    assert {flow.value for flow in DispatchFlow} <= {path.stem for path in FLOWS}
