"""`meldeweg policy activate|replan` on a real database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deployments.cli.app import app
from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from models.sealing import MasterKey
from models.store.policies import list_policies_in_force
from tests.journeys.house import House
from tests.models.policy.planted import PLANTED, SHIPPED
from tests.reports import report
from tests.routing import submit, submit_and_route

pytestmark = pytest.mark.database

Meldeweg = Callable[..., Awaitable[Result]]


@pytest.fixture
def meldeweg(
    installation: Installation, postgres: RunningPostgres, database_name: str, master_key: MasterKey
) -> Meldeweg:
    """The command line in this process."""
    house = House.over(postgres, database_name, master_key)

    async def run(*words: str) -> Result:
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, words, env=house.environment))

    return run


def _write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


async def _versions_in_force(place: Installation) -> list[str]:
    async with place.transaction() as session:
        return [version.version for version in await list_policies_in_force(session)]


@pytest.mark.parametrize("name", ["no TOML", "missing office", "dead rule"])
async def test_a_mistake_is_refused_by_line_and_the_running_policy_stays(
    name: str, installation: Installation, meldeweg: Meldeweg, tmp_path: Path
) -> None:
    mistake = next(mistake for mistake in PLANTED if mistake.name == name)
    path = _write(tmp_path / "policy.toml", mistake.text)
    outcome = await meldeweg("policy", "activate", path)
    line = 1 + mistake.text[: mistake.text.index(mistake.new)].count("\n")
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert f"{path}:{line} {mistake.place}: " in outcome.stderr
    assert await _versions_in_force(installation) == ["1"]


async def test_a_new_version_comes_in_force_and_moves_only_the_cases_named(
    installation: Installation, meldeweg: Meldeweg, tmp_path: Path
) -> None:
    named, other = await submit_and_route(installation), await submit_and_route(installation)
    waiting = await submit(installation, report())
    path = _write(tmp_path / "next.toml", SHIPPED.replace('version = "1"', 'version = "2"', 1))
    assert (await meldeweg("policy", "activate", path)).exit_code == 0
    assert await _versions_in_force(installation) == ["2"]
    refs = (waiting.case_ref, "MW-0000-0000", named.case_ref)
    outcome = await meldeweg("policy", "replan", *refs, "--json")
    assert json.loads(outcome.stdout) == {
        "cases": {waiting.case_ref: "refused", "MW-0000-0000": "unknown", named.case_ref: "moved"}
    }
    assert outcome.exit_code == 1
    again = await meldeweg("policy", "replan", named.case_ref, other.case_ref)
    assert again.exit_code == 0
    assert [line.split(": ")[:2] for line in again.stdout.splitlines()] == [
        [named.case_ref, "unverändert"],
        [other.case_ref, "neu geplant / planned anew"],
    ]


async def test_replan_without_a_case_is_no_order_to_move_all(meldeweg: Meldeweg) -> None:
    assert (await meldeweg("policy", "replan")).exit_code == 2
