"""What was answered with a receipt is there, whatever is killed right afterwards."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlmodel import func, select

from deployments.local.postgres import APP_ROLE, RunningPostgres, start_postgres
from models.actions.activate_policy import activate_policy
from models.audit import SYSTEM
from models.clock import utc_now
from models.database import Database
from models.installation import Installation
from models.migrations import upgrade
from models.policy import shipped_policy
from models.sealing import MasterKey
from models.store.dispatches import find_dispatch_of_case
from models.tables import CaseFile
from models.vocabulary import DispatchFlow, DispatchState
from tests.chaos.aftermath import THREAT_TODAY, check_report_is_kept, check_routed_once, is_done
from tests.chaos.web_process import serving
from tests.conftest import DRIVER
from tests.journeys.house import House, end
from tests.journeys.waiting import dispatching, until
from tests.prefect_server import PrefectServer
from tests.reports import THREAT

pytestmark = pytest.mark.database

REPORT = THREAT | THREAT_TODAY


async def test_a_report_is_there_though_the_api_died_with_its_answer(
    installation: Installation, house: House
) -> None:
    async with serving(house) as (process, client):
        answer = await client.post("/api/reports", json=REPORT)
        end(process, signal.SIGKILL)
    assert answer.status_code == httpx.codes.CREATED
    case = await check_report_is_kept(installation, answer.json()["case_ref"])
    async with installation.transaction() as session:
        row = await find_dispatch_of_case(session, case.case_id, DispatchFlow.ROUTE_CASE)
    assert row is not None
    assert row.state is DispatchState.PENDING


@pytest.fixture
def own_home() -> Iterator[Path]:
    """Reached by the database server's own user too."""
    home = Path(tempfile.mkdtemp(prefix="meldeweg-test-"))
    home.chmod(0o711)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.prefect
async def test_reports_that_came_while_the_database_died_are_all_there_and_routed_once(
    own_home: Path, prefect_server: PrefectServer, master_key: MasterKey
) -> None:
    """A server with all its care for the disk, killed twice without warning; no other process restarts."""
    server = start_postgres(own_home)
    place = Installation(Database(f"{DRIVER}{server.application_url.removeprefix('postgresql')}"), master_key)
    try:
        upgrade(f"{DRIVER}{server.owner_url.removeprefix('postgresql')}", application_role=APP_ROLE)
        await activate_policy(place, shipped_policy("augsburg"), actor=SYSTEM, now=utc_now())
        answered: list[httpx.Response] = []
        async with (
            serving(House(server.application_url, master_key)) as (_, client),
            dispatching(place, lease_s=5),
        ):
            posting = asyncio.create_task(_post_until_cancelled(client, answered))
            for _ in range(2):
                await _until_more(answered, 3, httpx.codes.CREATED)
                _kill(server)
                await _until_more(answered, 1, httpx.codes.SERVICE_UNAVAILABLE)
                server = start_postgres(own_home)
            await _until_more(answered, 3, httpx.codes.CREATED)
            posting.cancel()
            await asyncio.gather(posting, return_exceptions=True)
            kept = [answer.json()["case_ref"] for answer in answered if answer.is_success]
            for case_ref in kept:
                await until(lambda: is_done(place, case_ref))  # noqa: B023  awaited at once
        assert {answer.status_code for answer in answered} == {201, 503}
        assert len(set(kept)) == len(kept)
        for case_ref in kept:
            await check_routed_once(place, prefect_server, case_ref)
        async with place.transaction() as session:
            stored = (await session.exec(select(func.count()).select_from(CaseFile))).one()
        # A commit whose answer was lost on the way may be there besides; each crash can cut off one.
        assert len(kept) <= stored <= len(kept) + 3
    finally:
        await place.close()
        server.stop()


async def _post_until_cancelled(client: httpx.AsyncClient, answered: list[httpx.Response]) -> None:
    while True:
        answered.append(await client.post("/api/reports", json=REPORT))
        await asyncio.sleep(0.2)


async def _until_more(answered: list[httpx.Response], number: int, status: int) -> None:
    """So many more answers of this kind."""

    def count() -> int:
        return sum(answer.status_code == status for answer in answered)

    wanted = count() + number
    await until(lambda: count() >= wanted)


def _kill(server: RunningPostgres) -> None:
    """The postmaster gets no chance to write anything; its children see it gone and leave."""
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait()
    server.lock.release()
