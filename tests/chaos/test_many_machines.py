"""Two machines' worth of processes on one database: the work is shared, and one machine may be lost."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis
from sqlmodel import col, select

from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from models.tables import Dispatch, Heartbeat
from models.vocabulary import DispatchState
from tests.chaos.aftermath import THREAT_TODAY, check_routed_once, is_done
from tests.chaos.held_commit import holding_up
from tests.journeys.house import House, end
from tests.journeys.waiting import until
from tests.prefect_server import PrefectServer
from tests.redis_server import running_redis
from tests.reports import THREAT

pytestmark = [pytest.mark.database, pytest.mark.prefect, pytest.mark.timeout(600)]

REPORT = THREAT | THREAT_TODAY
SHARED_ENV = Path(__file__).parents[2] / "deployments" / "prefect_servers" / "shared.env"
EXAMPLE_REDIS = "redis://:PASSWORD@redis.example:6379/0"
STEPS = {"classify_severity", "assign_office", "notify_partners", "schedule_deadlines"}
WITHIN_S = 180


@dataclass
class Machine:
    """Form and API, dispatcher and Prefect server, as on one machine of several."""

    api: subprocess.Popen[bytes]
    dispatcher: subprocess.Popen[bytes]
    prefect: PrefectServer
    client: httpx.AsyncClient

    async def report(self) -> str:
        answer = await self.client.post("/api/reports", json=REPORT)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return str(answer.json()["case_ref"])

    def lose(self) -> None:
        """The power fails."""
        for process in (self.dispatcher, self.api):
            end(process, signal.SIGKILL)
        self.prefect.stop(signal.SIGKILL)


@pytest.fixture(scope="module")
def redis_url(home: Path) -> Iterator[str]:
    with running_redis(home) as url:
        yield url


@pytest.fixture(scope="module")
def prefect_servers(
    postgres: RunningPostgres, home: Path, redis_url: str
) -> Iterator[tuple[PrefectServer, PrefectServer]]:
    """Two on one database, with the settings an installation takes; the first makes the tables."""
    settings = {name: value.replace(EXAMPLE_REDIS, redis_url) for name, value in _shared_settings()}
    first = PrefectServer(postgres, home, port=_free_port(), settings=settings)
    second = PrefectServer(postgres, home, port=_free_port(), settings=settings, beside=first)
    try:
        first.start()
        second.start()
        yield first, second
    finally:
        second.stop()
        first.stop()


@asynccontextmanager
async def running_machines(
    place: Installation, house: House, servers: tuple[PrefectServer, PrefectServer]
) -> AsyncIterator[list[Machine]]:
    async with AsyncExitStack() as held:
        machines = []
        for number, server in enumerate(servers):
            server.restart_if_down()
            port = _free_port()
            api = ("deployments", "serve", "--port", str(port))
            machines.append(
                Machine(
                    api=held.enter_context(house.running(f"api-{number}", *api)),
                    dispatcher=held.enter_context(
                        house.running(
                            f"dispatcher-{number}", "deployments", "dispatch", PREFECT_API_URL=server.url
                        )
                    ),
                    prefect=server,
                    client=await held.enter_async_context(
                        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30)
                    ),
                )
            )
        for machine in machines:
            await until(lambda: _is_ready(place, machine))  # noqa: B023  awaited at once
        yield machines


async def test_two_machines_share_the_work_and_either_shows_all_of_it(
    installation: Installation,
    house: House,
    prefect_servers: tuple[PrefectServer, PrefectServer],
    redis_url: str,
) -> None:
    holders: set[str] = set()
    async with running_machines(installation, house, prefect_servers) as machines:
        refs = await asyncio.gather(*(machine.report() for machine in machines * 8))
        async with asyncio.timeout(WITHIN_S):
            for case_ref in refs:
                while not await is_done(installation, case_ref):
                    holders |= {row.leased_by or "" for row in await _leased(installation)}
                    await asyncio.sleep(0.05)
        for case_ref in refs:
            for machine in machines:
                await check_routed_once(installation, machine.prefect, case_ref)
                await _check_steps_are_shown(machine.prefect, case_ref)
    assert len(set(refs)) == len(machines) * 8
    assert _count_readers_of_events(redis_url) == len(machines)
    assert {_pid_of(holder) for holder in holders} == {machine.dispatcher.pid for machine in machines}


async def test_when_a_machine_is_lost_the_other_takes_its_leases_over(
    installation: Installation,
    house: House,
    postgres: RunningPostgres,
    database_name: str,
    prefect_servers: tuple[PrefectServer, PrefectServer],
) -> None:
    async with running_machines(installation, house, prefect_servers) as (lost, left):
        with holding_up(postgres, database_name):
            refs = await asyncio.gather(*(machine.report() for machine in (lost, left) * 8))
            await until(lambda: _hold_leases(installation, lost, left))
            taken = await _leased(installation)
            lost.lose()
        refs += await asyncio.gather(*(left.report() for _ in range(4)))
        for case_ref in refs:
            await until(lambda: is_done(installation, case_ref), within_s=WITHIN_S)  # noqa: B023  awaited at once
        for case_ref in refs:
            await check_routed_once(installation, left.prefect, case_ref)
            await _check_steps_are_shown(left.prefect, case_ref)
        assert [row for row in taken if _pid_of(row.leased_by) == lost.dispatcher.pid]


async def test_a_lost_prefect_server_delays_the_sight_of_the_work_and_not_the_work(
    installation: Installation, house: House, prefect_servers: tuple[PrefectServer, PrefectServer]
) -> None:
    """The dispatcher that used it routes on without it; the run is shown by the other."""
    async with running_machines(installation, house, prefect_servers) as (left, blind):
        blind.prefect.stop(signal.SIGKILL)
        refs = await asyncio.gather(*(machine.report() for machine in (left, blind) * 4))
        for case_ref in refs:
            await until(lambda: is_done(installation, case_ref), within_s=WITHIN_S)  # noqa: B023  awaited at once
        for case_ref in refs:
            await check_routed_once(installation, left.prefect, case_ref, prefect_was_away=True)
        blind.prefect.start()
        for case_ref in refs:
            await check_routed_once(installation, blind.prefect, case_ref, prefect_was_away=True)


def _shared_settings() -> Iterator[tuple[str, str]]:
    for line in SHARED_ENV.read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield name, value


def _count_readers_of_events(redis_url: str) -> int:
    """Servers that take from the one stream of events what becomes task runs."""
    with Redis.from_url(redis_url, decode_responses=True) as redis:
        readers: list[dict[str, Any]] = redis.xinfo_consumers("events", "task-run-recorder")
    return len(readers)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


async def _is_ready(place: Installation, machine: Machine) -> bool:
    """The API answers, and the dispatcher has given a sign of life."""
    async with place.transaction() as session:
        beating = {_pid_of(row.instance) for row in await session.exec(select(Heartbeat))}
    try:
        answer = await machine.client.get("/readyz")
    except httpx.HTTPError:
        return False
    return answer.is_success and machine.dispatcher.pid in beating


async def _leased(place: Installation) -> list[Dispatch]:
    async with place.transaction() as session:
        found = await session.exec(select(Dispatch).where(col(Dispatch.state) == DispatchState.LEASED))
        return list(found)


async def _hold_leases(place: Installation, *machines: Machine) -> bool:
    holders = {_pid_of(row.leased_by) for row in await _leased(place)}
    return holders == {machine.dispatcher.pid for machine in machines}


def _pid_of(holder: str | None) -> int:
    """A dispatcher's name is host-pid-random; the host may have hyphens."""
    assert holder is not None
    return int(holder.split("-")[-2])


async def _check_steps_are_shown(server: PrefectServer, case_ref: str) -> None:
    (run,) = server.ask(
        "flow_runs/filter",
        {
            "flows": {"name": {"any_": ["route_case"]}},
            "flow_runs": {"tags": {"all_": [f"case:{case_ref}"]}},
        },
    )
    done: list[dict[str, Any]] = [
        task
        for task in await asyncio.to_thread(server.task_runs, run["id"], expected=len(STEPS))
        if task["state_type"] == "COMPLETED"
    ]
    assert {task["name"].partition(":")[0] for task in done} == STEPS
