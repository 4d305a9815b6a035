"""`meldeweg policy check` finds every planted mistake, with line and mend; none comes in force."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.cli.app import app
from models.actions.activate_policy import activate_policy
from models.audit import SYSTEM
from models.errors import PolicyRefused
from models.installation import Installation
from models.policy import load_policy
from models.store.policies import list_policies_in_force
from tests.models.policy.planted import PLANTED, SHIPPED, Mistake


def test_the_mistakes_are_many_and_different() -> None:
    assert len({mistake.text for mistake in PLANTED} - {SHIPPED}) == len(PLANTED) >= 35


@pytest.mark.parametrize("mistake", PLANTED, ids=lambda mistake: mistake.name)
def test_the_check_finds_it_with_place_line_and_mend(mistake: Mistake, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(mistake.text, encoding="utf-8")
    outcome = CliRunner().invoke(app, ["policy", "check", str(path), "--json"])
    answer = json.loads(outcome.stdout)
    assert (outcome.exit_code, answer["sound"]) == (1, False)
    problems = [problem for problem in answer["problems"] if problem["place"] == mistake.place]
    found = next((problem for problem in problems if mistake.said in problem["problem"]), None)
    assert found is not None, answer["problems"]
    assert found["file"] == str(path)
    assert mistake.line in mistake.text.splitlines()[found["line"] - 1], found
    german, english = found["problem"].split(" / ", 1)
    assert len(german) > 10
    assert len(english) > 10


@pytest.mark.parametrize("name", ["no TOML", "unknown deputy", "dead rule"])
def test_a_person_reads_file_line_and_place_in_one_line(name: str, tmp_path: Path) -> None:
    mistake = next(mistake for mistake in PLANTED if mistake.name == name)
    path = tmp_path / "policy.toml"
    path.write_text(mistake.text, encoding="utf-8")
    outcome = CliRunner().invoke(app, ["policy", "check", str(path)], env={"COLUMNS": "40"})
    line = 1 + mistake.text[: mistake.text.index(mistake.new)].count("\n")
    assert f"{path}:{line} {mistake.place}: " in outcome.stdout
    assert outcome.stderr == ""


def test_several_mistakes_are_named_in_one_go(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    text = SHIPPED.replace("hours = 1 }", "hours = -1 }", 1).replace(
        'deputy = "coordinator-2"', 'deputy = "x"'
    )
    path.write_text(text, encoding="utf-8")
    answer = json.loads(CliRunner().invoke(app, ["policy", "check", str(path), "--json"]).stdout)
    lines = text.splitlines()
    assert [lines[problem["line"] - 1] for problem in answer["problems"]] == [
        'deputy = "x"',
        'critical = { clock = "elapsed", hours = -1 }',
    ]


@pytest.mark.database
async def test_none_comes_in_force_and_the_running_policy_stays(installation: Installation) -> None:
    async with installation.transaction() as session:
        before = [version.sha256 for version in await list_policies_in_force(session)]
    for mistake in PLANTED:
        with pytest.raises(PolicyRefused):
            await activate_policy(
                installation, load_policy(mistake.text.encode()), actor=SYSTEM, now=installation.clock()
            )
    async with installation.transaction() as session:
        assert [version.sha256 for version in await list_policies_in_force(session)] == before
