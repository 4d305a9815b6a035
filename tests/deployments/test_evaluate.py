"""`meldeweg evaluate`: rates per group with their intervals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from deployments.cli.app import app
from deployments.cli.evaluate import wilson_interval

TEXTS = """text,group,template
Ich bringe dich um.,threat,1
Ich werde Sie erschießen.,threat,2
"Wir sehen uns morgen am Infostand, dann bist du dran.",threat,2
Ich rufe Sie morgen an.,harmless,3
Seni öldüreceğim yarın evine geleceğim.,foreign,4
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "texts.csv"
    path.write_text(TEXTS, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["evaluate", *map(str, arguments)])
    return done.exit_code, done.output


def evaluated(*arguments: str | Path) -> dict[str, Any]:
    status, output = run(*arguments, "--json")
    assert status == 0
    groups: dict[str, Any] = json.loads(output)
    return groups


def test_rates_per_group(file: Path) -> None:
    groups = evaluated(file, "--column", "text", "--group", "group")
    assert list(groups) == ["foreign", "harmless", "threat"]
    assert groups["threat"]["texts"] == 3
    assert groups["threat"]["at_or_above"]["high"]["rate"] == 1
    assert groups["threat"]["at_or_above"]["critical"]["rate"] == pytest.approx(1 / 3, abs=1e-4)
    assert groups["harmless"]["at_or_above"]["medium"] == {"rate": 0, "from": 0, "to": 0.7935}
    assert groups["foreign"]["not_assessed"] == 1
    assert all(group["changed_by_frame"] == 0 for group in groups.values())


def test_texts_of_one_template_share_a_vote(file: Path) -> None:
    groups = evaluated(file, "--column", "text", "--group", "group", "--template", "template")
    assert groups["threat"]["units"] == 2
    assert groups["threat"]["at_or_above"]["critical"]["rate"] == 0.25


def test_without_a_group_all_texts_are_one(file: Path) -> None:
    groups = evaluated(file, "--column", "text")
    assert {name: group["texts"] for name, group in groups.items()} == {"": 5}


def test_the_table_names_groups_and_intervals(file: Path) -> None:
    status, output = run(file, "--column", "text", "--group", "group")
    assert status == 0
    assert "threat" in output
    assert "100.0 (44–100)" in output


@pytest.mark.parametrize("arguments", [["--column", "nothing"], ["--column", "text", "--group", "nothing"]])
def test_a_missing_column_is_named(file: Path, arguments: list[str]) -> None:
    status, output = run(file, *arguments)
    assert status == 2
    assert "nothing" in output


def test_a_file_that_is_no_csv_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(b"\xff\xfe\x00\xd8")
    assert run(path, "--column", "text")[0] == 2
    assert run(tmp_path / "absent", "--column", "text")[0] == 2


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (0, 0, 0, 1),
        (0, 10, 0, 0.2775),
        (10, 10, 0.7225, 1),
        (5, 10, 0.2366, 0.7634),
        (1, 1000, 0.0002, 0.0056),
    ],
)
def test_wilson_intervals(hits: int, total: int, low: float, high: float) -> None:
    assert wilson_interval(hits, total) == pytest.approx((low, high), abs=1e-4)
