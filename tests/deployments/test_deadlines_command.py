"""The timeline of the terminal: what is missed first, in local times, at every width."""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from deployments.cli.app import app
from deployments.cli.deadline_timeline import line_to_json, read_line, show_timeline
from deployments.local.postgres import RunningPostgres
from models.installation import Installation, use_installation
from models.store.timeline import list_timeline
from models.vocabulary import DeadlineKind
from tests.conftest import DRIVER, Clock
from tests.reports import report
from tests.routing import submit_and_route, tick

pytestmark = pytest.mark.database


async def draw(place: Installation, *, width: int, **chosen: object) -> str:
    now = place.clock()
    async with place.transaction() as session:
        rows = await list_timeline(
            session,
            now=now,
            until=now + timedelta(hours=48),
            limit=100,
            **chosen,  # type: ignore[arg-type]
        )
    drawn = io.StringIO()
    lines = [read_line(deadline, case, timezone="Europe/Berlin", now=now) for deadline, case in rows]
    show_timeline(Console(file=drawn, width=width, force_terminal=False), lines, hours=48)
    return drawn.getvalue()


@pytest.fixture
async def busy(installation: Installation, clock: Clock) -> Installation:
    """A critical case whose first deadline is missed, and two others of two offices."""
    await submit_and_route(
        installation, report(danger={"danger_now": "yes"}, offender_known_on=None, consent=[])
    )
    clock.forward(hours=1, minutes=5)
    await tick(installation)
    await submit_and_route(installation)
    await submit_and_route(
        installation,
        report(
            incident_kinds=["insult"], danger={}, consent=[], offender_known_on=None, narrative="Beleidigt."
        ),
    )
    return installation


@pytest.mark.parametrize("width", [80, 120, 200])
async def test_no_line_is_wider_than_the_terminal_and_nothing_is_cut(busy: Installation, width: int) -> None:
    drawn = await draw(busy, width=width)
    assert max(map(len, drawn.splitlines())) <= width
    assert "…" not in drawn
    assert "Mo 23.11.2026 11:00" in drawn, "the missed one, in local time"
    assert "→ Koordination" in drawn
    assert drawn.index("integration") < drawn.index("prevention")


async def test_the_missed_come_first_and_are_marked(busy: Installation, clock: Clock) -> None:
    drawn = await draw(busy, width=200, office_id="prevention")
    first, second = [line for line in drawn.splitlines() if line.startswith("MW-")][:2]
    assert "━" in first
    assert "Übernahme" in first
    assert "━" not in second
    assert "integration" not in drawn
    assert "Erstkontakt" not in await draw(busy, width=200, kinds=[DeadlineKind.ACKNOWLEDGE])


async def test_json_says_the_same_without_words_of_the_report(busy: Installation, clock: Clock) -> None:
    async with busy.transaction() as session:
        rows = await list_timeline(session, now=clock.now, until=clock.now + timedelta(hours=48), limit=1)
    assert {case.office_id for _, case in rows} == {"integration", "prevention"}, "one of each office"
    (first,) = [
        line_to_json(read_line(row, case, timezone="Europe/Berlin", now=clock.now))
        for row, case in rows
        if case.office_id == "prevention"
    ]
    assert first["missed"] is True
    assert first["due_at"] == "2026-11-23T11:00:00+01:00"
    assert (first["next_step"], first["next_audience"]) == ("escalation", "coordination")


@pytest.fixture
def environment(
    postgres: RunningPostgres, database_name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    key = tmp_path / "key"
    key.write_bytes(base64.b64encode(os.urandom(32)))
    key.chmod(0o600)
    monkeypatch.setenv("DATABASE_URL", postgres.url_of(database_name, scheme=DRIVER))
    monkeypatch.setenv("MELDEWEG_KEY_FILE", str(key))
    yield
    use_installation(None)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["deadlines", *arguments])


def test_an_empty_installation_has_nothing_to_show(environment: None) -> None:
    answered = call("--hours", "24", "--office", "prevention", "--kind", "acknowledge")
    assert answered.exit_code == 0, answered.output
    assert "Keine Frist in den nächsten 24 Stunden. / No deadline in this time." in answered.output
    as_json = call("--json")
    assert (as_json.exit_code, json.loads(as_json.output)) == (0, [])
