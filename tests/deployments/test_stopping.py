"""The first signal lets a process finish what it does, the second ends it at once."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess

import httpx
import psycopg
import pytest

from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from models.sealing import MasterKey
from tests.chaos.held_commit import HELD_UP, holding_up
from tests.journeys.house import House, end
from tests.journeys.waiting import until
from tests.prefect_server import PrefectServer
from tests.routing import reload, submit, submit_and_route

pytestmark = pytest.mark.database

# Service managers wait longer than that before they kill.
DRAINED_WITHIN_S = 10
LEASED_BY = "SELECT 1 FROM dispatch WHERE state = 'leased' AND leased_by LIKE %s"
CLAIMED = "SELECT 1 FROM notice WHERE state = 'claimed'"
UNFINISHED = b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"


@pytest.fixture
def house(
    installation: Installation, postgres: RunningPostgres, database_name: str, master_key: MasterKey
) -> House:
    return House.over(postgres, database_name, master_key)


@pytest.mark.prefect
async def test_a_dispatcher_brings_what_it_began_to_its_end(
    installation: Installation,
    house: House,
    postgres: RunningPostgres,
    database_name: str,
    prefect_server: PrefectServer,
) -> None:
    case = await submit(installation)
    with holding_up(postgres, database_name) as owner:
        process = house.start("dispatcher", ("deployments", "dispatch"))
        try:
            await until(lambda: owner.execute(HELD_UP).fetchone())
            process.send_signal(signal.SIGTERM)
            owner.execute("SELECT pg_advisory_unlock_all()")
            assert process.wait(DRAINED_WITHIN_S) == 0
        finally:
            end(process, signal.SIGKILL)
    assert (await reload(installation, case.case_ref)).routed_at is not None


@pytest.mark.prefect
async def test_a_dispatcher_that_cannot_finish_leaves_in_time_and_at_once_when_told_twice(
    installation: Installation,
    house: House,
    postgres: RunningPostgres,
    database_name: str,
    prefect_server: PrefectServer,
) -> None:
    """One signal: the status of an orderly end, its lease left to run out. Two: that of an interruption."""
    with holding_up(postgres, database_name) as owner:
        for impatient, status in ((False, 0), (True, 130)):
            await submit(installation)
            process = house.start(f"told-{status}", ("deployments", "dispatch"))
            try:
                await until(lambda: owner.execute(LEASED_BY, [f"%-{process.pid}-%"]).fetchone())  # noqa: B023
                await tell(process, impatient=impatient)
                assert process.wait(DRAINED_WITHIN_S) == status
            finally:
                end(process, signal.SIGKILL)


@pytest.mark.parametrize(("impatient", "status"), [(False, 0), (True, 130)])
async def test_a_delivery_whose_relay_says_nothing_leaves_in_time_and_at_once_when_told_twice(
    installation: Installation,
    house: House,
    postgres: RunningPostgres,
    database_name: str,
    *,
    impatient: bool,
    status: int,
) -> None:
    await submit_and_route(installation)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        psycopg.connect(postgres.url_of(database_name), autocommit=True) as database,
    ):
        relay = {
            "MELDEWEG_MAIL_RELAY__PORT": str(silent.getsockname()[1]),
            "MELDEWEG_MAIL_RELAY__TLS": "none",
        }
        process = house.start("delivery", ("deployments", "deliver"), **relay)
        try:
            await until(lambda: database.execute(CLAIMED).fetchone())
            await tell(process, impatient=impatient)
            assert process.wait(DRAINED_WITHIN_S) == status
        finally:
            end(process, signal.SIGKILL)


async def test_a_web_process_told_twice_waits_for_no_client(installation: Installation, house: House) -> None:
    port = find_free_port()
    web = house.start("web", ("deployments", "serve", "--port", str(port)))
    try:
        await until(lambda: _answers(port))
        with socket.create_connection(("127.0.0.1", port)) as stuck:
            stuck.sendall(UNFINISHED)
            await tell(web, impatient=True)
            assert web.wait(DRAINED_WITHIN_S) == 130
    finally:
        end(web, signal.SIGKILL)
    assert "Finished server process" not in house.log("web")


async def test_the_delivery_and_the_web_process_end_in_order(
    installation: Installation, house: House
) -> None:
    port = find_free_port()
    delivery = house.start("delivery", ("deployments", "deliver"))
    web = house.start("web", ("deployments", "serve", "--port", str(port)))
    try:
        await until(lambda: house.ask("alive", "delivery").returncode == 0)
        await until(lambda: _answers(port))
        with socket.create_connection(("127.0.0.1", port)) as stuck:
            stuck.sendall(UNFINISHED)
            for process in (delivery, web):
                process.send_signal(signal.SIGTERM)
            # Uvicorn ends in order and then passes the signal on to itself.
            assert [process.wait(DRAINED_WITHIN_S) for process in (delivery, web)] == [0, -signal.SIGTERM]
    finally:
        for process in (delivery, web):
            end(process, signal.SIGKILL)
    assert "Finished server process" in house.log("web")
    assert house.ask("alive", "dispatcher").returncode == 1


async def tell(process: subprocess.Popen[bytes], *, impatient: bool) -> None:
    """To stop: once, or again and again until it has."""
    process.send_signal(signal.SIGTERM)
    # Two signals that come too close are one to the kernel.
    while impatient and process.poll() is None:
        process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.1)


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


async def _answers(port: int) -> bool:
    try:
        async with httpx.AsyncClient() as client:
            return (await client.get(f"http://127.0.0.1:{port}/readyz")).is_success
    except httpx.HTTPError:
        return False
