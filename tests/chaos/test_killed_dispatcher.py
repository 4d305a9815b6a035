"""A process dies at the worst moment: the report is there, the case routed once, everybody told once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import psycopg
import pytest
from sqlmodel import col, select

from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from models.tables import Dispatch
from models.vocabulary import DispatchState
from tasks.delivery.send_notices import send_notices
from tests.chaos.aftermath import THREAT_TODAY, check_routed_once, is_done
from tests.chaos.held_commit import CUT_OFF, HELD_UP, holding_up
from tests.journeys.house import House, end
from tests.journeys.waiting import until
from tests.notifications.relays import Mailbox
from tests.prefect_server import PrefectServer
from tests.reports import report
from tests.routing import submit

pytestmark = [pytest.mark.database, pytest.mark.prefect]

DISPATCH = ("deployments", "dispatch")
KILLS = int(os.environ.get("SOAK_KILLS", "200"))


@pytest.mark.parametrize("commit_survives", [False, True], ids=["lost", "done unheard"])
async def test_a_dispatcher_killed_at_the_commit_of_a_step_is_followed_by_another(
    installation: Installation,
    house: House,
    mailbox: Mailbox,
    postgres: RunningPostgres,
    database_name: str,
    prefect_server: PrefectServer,
    commit_survives: bool,
) -> None:
    """Its last commit is lost with it, or done without its having heard so."""
    case = await submit(installation, report(**THREAT_TODAY))
    with holding_up(postgres, database_name) as owner:
        first = house.start("first", DISPATCH)
        try:
            await until(lambda: owner.execute(HELD_UP).fetchone())
        finally:
            end(first, signal.SIGKILL)
        if not commit_survives:
            # Its connections fall with it; the server would notice only after the wait.
            with psycopg.connect(postgres.superuser_url, autocommit=True) as superuser:
                superuser.execute(CUT_OFF)
        owner.execute("SELECT pg_advisory_unlock_all()")
    with house.running("second", *DISPATCH):
        await until(lambda: is_done(installation, case.case_ref))
    await check_routed_once(installation, prefect_server, case.case_ref)
    assert "run failed" not in house.log("second")
    while await send_notices(installation, holder="test"):
        pass
    assert sorted(address for mail in mailbox.envelopes for address in mail.rcpt_tos) == [
        "beratung@betroffenenberatung.example",
        "praevention@augsburg.example",
    ]


@pytest.mark.soak
@pytest.mark.timeout(0)
async def test_however_often_dispatchers_are_killed_every_report_is_routed_once(
    installation: Installation, house: House, prefect_server: PrefectServer
) -> None:
    """A report every second, a dispatcher killed every few: SOAK_KILLS times, 200 unless told."""
    seed = int(os.environ.get("SOAK_SEED", str(random.SystemRandom().randrange(10**6))))
    chance = random.Random(seed)  # noqa: S311  repeatable chaos is no secret
    cut_off: set[tuple[UUID, str | None]] = set()
    async with reporting_every_second(installation) as refs:
        for kill in range(KILLS):
            process = house.start(f"killed-{kill}", DISPATCH)
            try:
                # From before it is up until well into its work.
                await asyncio.sleep(chance.uniform(1, 12))
            finally:
                end(process, signal.SIGKILL)
            cut_off |= await _find_leased(installation)
    with house.running("last", *DISPATCH):
        for case_ref in refs:
            await until(lambda: is_done(installation, case_ref), within_s=300)  # noqa: B023  awaited at once
    for case_ref in refs:
        await check_routed_once(installation, prefect_server, case_ref)
    print(f"\nseed {seed}: {KILLS} kills, {len(cut_off)} runs cut off, {len(refs)} reports, each routed once")  # noqa: T201


@asynccontextmanager
async def reporting_every_second(place: Installation) -> AsyncIterator[list[str]]:
    refs: list[str] = []

    async def go_on() -> None:
        while True:
            refs.append((await submit(place, report(**THREAT_TODAY))).case_ref)
            await asyncio.sleep(1)

    reporting = asyncio.create_task(go_on())
    try:
        yield refs
    finally:
        reporting.cancel()
        await asyncio.gather(reporting, return_exceptions=True)


async def _find_leased(place: Installation) -> set[tuple[UUID, str | None]]:
    """Rows a dead dispatcher left leased, with its name."""
    async with place.transaction() as session:
        rows = await session.exec(select(Dispatch).where(col(Dispatch.state) == DispatchState.LEASED))
        return {(row.dispatch_id, row.leased_by) for row in rows}
