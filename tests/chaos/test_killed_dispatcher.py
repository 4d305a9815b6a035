"""A process dies at the worst moment: the report is there, the case routed once, everybody told once."""

from __future__ import annotations

import signal

import psycopg
import pytest

from deployments.local.postgres import RunningPostgres
from models.installation import Installation
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
