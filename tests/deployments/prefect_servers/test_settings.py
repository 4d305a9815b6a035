"""The settings files of Prefect servers: as in the local stack, known to Prefect, enough for its UI."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest

from deployments.doctor import Standing
from deployments.doctor.prefect_server import examine_prefect
from deployments.local.postgres import RunningPostgres
from deployments.local.stack.environment import prefect_server_environment
from deployments.local.stack.plan import Plan
from tests.deployments.known_settings import known_settings
from tests.prefect_server import PrefectServer

DIRECTORY = Path(__file__).parents[3] / "deployments" / "prefect_servers"
# Each place has its own addresses and secrets, and the local stack may write into its own Python.
OF_THE_PLACE = ("_URL", "_STRING", "_KEY", "_ORIGINS", "_HOST", "_PORT", "_DIRECTORY")


def read_settings(name: str) -> dict[str, str]:
    lines = [line for line in (DIRECTORY / name).read_text().splitlines() if line and line[0] != "#"]
    return dict(line.split("=", 1) for line in lines)


def test_a_server_is_set_as_in_the_local_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MELDEWEG_HOME", str(tmp_path))
    stack = prefect_server_environment(Plan.from_settings("augsburg"))

    def of_any_place(settings: dict[str, str]) -> dict[str, str]:
        return {
            name: value
            for name, value in settings.items()
            if name.startswith("PREFECT_SERVER_") and not name.endswith(OF_THE_PLACE)
        }

    assert of_any_place(read_settings("server.env")) == of_any_place(stack)
    assert len(of_any_place(stack)) > 6


def test_prefect_knows_every_setting() -> None:
    known = known_settings()
    assert set(read_settings("server.env")) - known == set()
    # prefect-redis brings settings of its own.
    unknown = set(read_settings("shared.env")) - known
    assert all(name.startswith("PREFECT_REDIS_") for name in unknown)


@pytest.mark.prefect
@pytest.mark.database
async def test_a_server_so_set_has_a_ui_and_pleases_the_doctor(
    postgres: RunningPostgres, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pages = tmp_path / "ui"
    settings = read_settings("server.env") | {"PREFECT_SERVER_UI_STATIC_DIRECTORY": str(pages)}
    server = PrefectServer(postgres, home, port=port, settings=settings)
    try:
        server.start()
        async with httpx.AsyncClient(follow_redirects=True) as browser:
            page = await browser.get(f"http://127.0.0.1:{port}/")
        monkeypatch.setenv("PREFECT_API_URL", server.url)
        found = {finding.check: finding.standing for finding in await examine_prefect()}
    finally:
        server.stop()
    assert page.status_code == httpx.codes.OK
    assert "<title>Prefect" in page.text
    assert list(pages.rglob("index.html"))
    for check in ("prefect", "prefect_telemetry", "prefect_retention"):
        assert found[check] is Standing.OK
