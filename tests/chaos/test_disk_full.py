"""A disk that is really full: said in words with a telephone number, nothing half-stored, on with room."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import psycopg
import pytest
from sqlmodel import col, func, select

from deployments.local.postgres import APP_ROLE, RunningPostgres, start_postgres
from models.actions.activate_policy import activate_policy
from models.audit import SYSTEM
from models.clock import utc_now
from models.database import Database
from models.installation import Installation
from models.migrations import upgrade
from models.policy import shipped_policy
from models.sealing import MasterKey
from models.tables import AuditEntry, CaseFile, CaseKey, Dispatch, Notice, Report
from models.vocabulary import DispatchFlow, NoticeState
from tests.chaos.aftermath import THREAT_TODAY, check_report_is_kept, check_routed_once, is_done
from tests.chaos.small_disk import SmallDisk, mounted
from tests.chaos.web_process import serving
from tests.conftest import DRIVER
from tests.journeys.house import House
from tests.journeys.waiting import until
from tests.notifications.relays import Mailbox
from tests.prefect_server import PrefectServer
from tests.reports import THREAT

pytestmark = pytest.mark.database

REPORT = THREAT | THREAT_TODAY
TELEPHONE = "0821 324-0"
TYPED = {"narrative": "Was schon getippt war, bleibt da.", "danger.danger_now": "no", "identity": "anonymous"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    with mounted(megabytes=700) as disk:
        yield disk


@pytest.fixture
def small_home(disk: SmallDisk) -> Path:
    home = disk.path / "home"
    home.mkdir(mode=0o711)
    return home


@asynccontextmanager
async def installed(server: RunningPostgres, master_key: MasterKey) -> AsyncIterator[Installation]:
    place = Installation(Database(f"{DRIVER}{server.application_url.removeprefix('postgresql')}"), master_key)
    try:
        upgrade(f"{DRIVER}{server.owner_url.removeprefix('postgresql')}", application_role=APP_ROLE)
        await activate_policy(place, shipped_policy("augsburg"), actor=SYSTEM, now=utc_now())
        yield place
    finally:
        await place.close()


async def post_until_refused(client: httpx.AsyncClient, disk: SmallDisk, times: int) -> list[str]:
    """Reports while the disk is kept full; the references of those that still found room."""
    kept: list[str] = []
    refused: list[httpx.Response] = []
    async with asyncio.timeout(120):
        while len(refused) < times:
            disk.fill()
            answer = await client.post("/api/reports", json=REPORT)
            if answer.is_success:
                kept.append(answer.json()["case_ref"])
            else:
                refused.append(answer)
    for answer in refused:
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "30"
        problem = answer.json()["error"]
        assert f"Die Meldestelle erreichen Sie unter {TELEPHONE}" in problem["message_de"]
        assert f"You can reach the reporting office at {TELEPHONE}" in problem["message_en"]
    return kept


async def check_page_says_it(client: httpx.AsyncClient, disk: SmallDisk, *, language: str) -> None:
    """In words, with the number, and with what was typed."""
    disk.fill()
    content = urlencode(TYPED | {"municipality": "augsburg", "lang": language})
    page = await client.post("/", content=content, headers=FORM)
    assert page.status_code == 503
    assert TYPED["narrative"] in page.text
    words = {
        "de": ("konnte gerade nicht gespeichert werden", f"Die Meldestelle erreichen Sie unter {TELEPHONE}."),
        "en": ("could not be stored just now", f"You can reach the reporting office at {TELEPHONE}."),
    }
    assert all(text in page.text for text in words[language])


async def check_nothing_half_stored(place: Installation, expected: int) -> None:
    """As many of everything a report leaves as there were receipts."""
    async with place.transaction() as session:
        received = select(func.count()).where(AuditEntry.event == "report_received")
        routing = select(func.count()).where(Dispatch.flow == DispatchFlow.ROUTE_CASE)
        of_tables = [select(func.count()).select_from(table) for table in (CaseFile, Report, CaseKey)]
        counted = [(await session.exec(query)).one() for query in (received, routing, *of_tables)]
    assert counted == [expected] * 5


async def test_a_full_disk_is_said_and_everything_goes_on_with_room(
    disk: SmallDisk, small_home: Path, master_key: MasterKey, mailbox: Mailbox
) -> None:
    """Every process at work, Prefect's database on the same disk; none of ours is started again."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with start_postgres(small_home) as server:
        logs = Path(tempfile.mkdtemp(prefix="meldeweg-test-"))
        prefect = PrefectServer(server, logs, port=port)
        house = House(
            server.application_url,
            master_key,
            PREFECT_API_URL=prefect.url,
            MELDEWEG_PAGE_TELEPHONE=TELEPHONE,
            MELDEWEG_DISPATCH_LEASE_S="5",
        )
        try:
            prefect.start()
            async with installed(server, master_key) as place, serving(house) as (api, client):
                with (
                    house.running("dispatch", "deployments", "dispatch") as dispatcher,
                    house.running("deliver", "deployments", "deliver") as delivery,
                ):
                    kept = [(await client.post("/api/reports", json=REPORT)).json()["case_ref"]]
                    await until(lambda: is_done(place, kept[0]))
                    kept += await post_until_refused(client, disk, times=5)
                    for language in ("de", "en"):
                        await check_page_says_it(client, disk, language=language)
                    await check_nothing_half_stored(place, len(kept))
                    _check_alive(api, dispatcher, delivery)
                    disk.make_room()
                    kept.append((await client.post("/api/reports", json=REPORT)).json()["case_ref"])
                    for case_ref in kept:
                        await until(lambda: is_done(place, case_ref))  # noqa: B023  awaited at once
                    await until(lambda: _is_all_sent(place))
                    _check_alive(api, dispatcher, delivery)
                for case_ref in kept:
                    await check_routed_once(place, prefect, case_ref, prefect_was_away=True)
                await check_nothing_half_stored(place, len(kept))
                await _check_everybody_was_told_once(place, mailbox)
        finally:
            prefect.stop()
            shutil.rmtree(logs, ignore_errors=True)


async def test_a_server_that_died_of_a_full_disk_comes_back_whole(
    disk: SmallDisk, small_home: Path, master_key: MasterKey
) -> None:
    """Without room for its log PostgreSQL ends itself; its supervisor starts it again."""
    server = start_postgres(small_home)
    house = House(server.application_url, master_key, MELDEWEG_PAGE_TELEPHONE=TELEPHONE)
    try:
        async with installed(server, master_key) as place, serving(house) as (api, client):
            kept = [(await client.post("/api/reports", json=REPORT)).json()["case_ref"]]
            disk.fill()
            await asyncio.to_thread(_write_log_until_it_dies, server, disk)
            kept += await post_until_refused(client, disk, times=2)
            for language in ("de", "en"):
                await check_page_says_it(client, disk, language=language)
            await asyncio.to_thread(server.process.wait, 60)
            server.stop()
            disk.make_room()
            server = start_postgres(small_home)
            await until(lambda: _is_ready(client))
            kept.append((await client.post("/api/reports", json=REPORT)).json()["case_ref"])
            _check_alive(api)
            for case_ref in kept:
                await check_report_is_kept(place, case_ref)
            await check_nothing_half_stored(place, len(kept))
    finally:
        server.stop()


def _write_log_until_it_dies(server: RunningPostgres, disk: SmallDisk) -> None:
    """Write-ahead log alone, which needs no room in any table."""
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        for _ in range(200):
            disk.fill()
            try:
                connection.execute("SELECT pg_logical_emit_message(false, 'ballast', repeat('x', 4000000))")
            except psycopg.OperationalError:
                return
    pytest.fail("the log found room")


async def _is_ready(client: httpx.AsyncClient) -> bool:
    return (await client.get("/readyz")).is_success


def _check_alive(*processes: subprocess.Popen[bytes]) -> None:
    assert [process.poll() for process in processes] == [None] * len(processes)


async def _is_all_sent(place: Installation) -> bool:
    async with place.transaction() as session:
        unsent = select(func.count()).where(col(Notice.state) != NoticeState.SENT)
        return not (await session.exec(unsent)).one()


async def _check_everybody_was_told_once(place: Installation, mailbox: Mailbox) -> None:
    async with place.transaction() as session:
        notices = (await session.exec(select(func.count()).select_from(Notice))).one()
    told = Counter(address for mail in mailbox.envelopes for address in mail.rcpt_tos)
    assert sum(told.values()) == notices
