"""`meldeweg simulate` as a coordinator calls it: in a process of its own, with files and exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from deployments.cli.app import app

SMALL = ("--reports-per-day", "2", "--days", "3", "--start", "2026-11-23")


def simulate(*options: str, database_url: str = "postgresql://nobody@/nowhere") -> tuple[int, str, str]:
    """With the address of a database that does not exist: the simulation must not want it."""
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "deployments", "simulate", *options],
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.database
def test_result_and_picture(tmp_path: Path) -> None:
    status, said, errors = simulate(*SMALL, "--out", str(tmp_path / "new"), "--json")
    assert status == 0, errors
    result = json.loads(said)
    assert (result["days"], result["start_on"], result["policy"]) == (3, "2026-11-23", "augsburg")
    assert result["reports"] == result["routed"] > 0
    assert json.loads((tmp_path / "new" / "result.json").read_text()) == [result]
    picture = ElementTree.parse(tmp_path / "new" / "plot.svg")  # noqa: S314  written by us just now
    words = "".join(picture.getroot().itertext())
    assert "Offene Vorgänge je Person / open cases by person" in words
    assert "augsburg 1" in words


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((*SMALL, "--plot", "year.png"), "SVG"),
        (("--reports-per-day", "2", "--days", "0"), "--days"),
        (("--days", "3"), "--reports-per-day"),
        (("--reports-per-day", "2", "--days", "3", "--start", "soon"), "2027-01-01"),
        (("--reports-per-day", "1000", "--days", "1000"), "200000"),
    ],
)
def test_wrong_use_is_status_2(options: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(app, ["simulate", *options], env={"COLUMNS": "200", "TERM": "dumb"})
    assert (done.exit_code, said in done.output) == (2, True), done.output


def test_a_policy_that_is_refused_is_status_1(tmp_path: Path) -> None:
    policy = tmp_path / "broken.toml"
    policy.write_text('id = "x"\n', encoding="utf-8")
    done = CliRunner().invoke(app, ["simulate", *SMALL, "--policy", str(policy)])
    assert done.exit_code == 1
    assert "broken.toml" in done.output
