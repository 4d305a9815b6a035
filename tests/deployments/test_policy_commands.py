"""`meldeweg policy check|show|diff`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.cli.app import app

pytestmark = pytest.mark.slow

AUGSBURG = files("models.policy").joinpath("augsburg.toml").read_text(encoding="utf-8")


def test_check_says_what_was_proved() -> None:
    outcome = CliRunner().invoke(app, ["policy", "check"])
    assert outcome.exit_code == 0
    assert "augsburg 1" in outcome.stdout
    plain = CliRunner().invoke(app, ["policy", "check", "demo", "--json"])
    answer = json.loads(plain.stdout)
    assert (answer["sound"], answer["policy"]["id"], answer["problems"]) == (True, "augsburg-demo", [])


def test_check_refuses_with_place_and_mend(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(AUGSBURG.replace('id = "arson"\nlevel = "critical"', 'id = "arson"\nlevel = "severe"'))
    outcome = CliRunner().invoke(app, ["policy", "check", str(broken)])
    assert outcome.exit_code == 1
    assert "(arson).level" in "".join(outcome.stdout.split())
    answer = json.loads(CliRunner().invoke(app, ["policy", "check", str(broken), "--json"]).stdout)
    assert (answer["sound"], answer["policy"]) == (False, None)
    assert answer["problems"][0]["place"] == "severity_rules[3] (arson).level"


def test_a_terminal_sees_how_far_the_check_is_and_a_pipe_does_not() -> None:
    command = [sys.executable, "-m", "deployments", "policy", "check"]
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        done = subprocess.run(  # noqa: S603 - our own command line
            command,
            stdout=subprocess.PIPE,
            stderr=theirs,
            check=True,
            timeout=60,
            env={**os.environ, "TERM": "xterm"},
        )
        os.close(theirs)
        shown = terminal.read(60_000).decode(errors="replace")
    assert "Datei lesen / reading the file" in shown
    assert "Fristen beweisen / proving deadlines" in shown
    assert "beweisen" not in done.stdout.decode()
    quiet = subprocess.run(command, capture_output=True, check=True, timeout=60)  # noqa: S603 - as above
    assert quiet.stderr == b""


def test_show_names_rules_offices_and_hours() -> None:
    outcome = CliRunner().invoke(app, ["policy", "show"], env={"COLUMNS": "400"})
    assert outcome.exit_code == 0
    for word in (
        "threat-reported",
        "prevention-officer-1",
        "08:30–12:30",
        "8 h (office_hours)",
        "§ 15 (4) AGG",
        "(stalking | threat) + home_affected=yes",
        "A threat was reported.",
        "Kann eine Nötigung berühren",
        "everything-else",
        "The claim has been made in writing or waived.",
    ):
        assert word in outcome.stdout
    answer = json.loads(CliRunner().invoke(app, ["policy", "show", "--json"]).stdout)
    assert answer["policy"]["id"] == "augsburg"
    assert answer["public_holidays"]["2026-08-08"] == "Augsburger Hohes Friedensfest"
    assert CliRunner().invoke(app, ["policy", "show", "/nonexistent.toml"]).exit_code == 1


def test_diff_shows_changes_and_consequences(tmp_path: Path) -> None:
    changed = tmp_path / "changed.toml"
    changed.write_text(AUGSBURG.replace('id = "arson"\nlevel = "critical"', 'id = "arson"\nlevel = "high"'))
    answer = json.loads(
        CliRunner().invoke(app, ["policy", "diff", "augsburg", str(changed), "--json"]).stdout
    )
    assert answer["changes"] == [
        {"place": "severity_rules (arson).level", "old": '"critical"', "new": '"high"'}
    ]
    assert answer["decided_otherwise"][0]["report"] == "incident_kinds: arson"
    assert answer["decided_otherwise"][0]["differences"][0] == {
        "part": "severity",
        "old": "critical",
        "new": "high",
    }
    outcome = CliRunner().invoke(app, ["policy", "diff", "augsburg", str(changed)], env={"COLUMNS": "200"})
    row = next(line for line in outcome.stdout.splitlines() if "incident_kinds: arson" in line)
    assert [cell.strip() for cell in row.split("│")[1:-1]] == [
        "incident_kinds: arson",
        "severity",
        "critical",
        "high",
    ]


def test_the_page_in_the_docs_is_what_the_command_prints() -> None:
    page = Path(__file__).parents[2] / "docs" / "policy_augsburg.md"
    outcome = CliRunner().invoke(app, ["policy", "show", "augsburg", "--markdown"])
    assert outcome.stdout == page.read_text(encoding="utf-8"), "make it anew with the command on the page"
