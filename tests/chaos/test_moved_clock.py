"""The clock is set forward and back by an hour or a day: nothing lost, nothing doubled, nothing stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import col, select

from api.app import create_app
from deployments.doctor.finding import Standing
from deployments.doctor.queues import examine_heartbeats
from deployments.local.postgres import RunningPostgres
from models.actions.submit_report import forget_expired_answers
from models.database import Database
from models.installation import Installation, use_installation
from models.sealing import MasterKey
from models.settings import Relay
from models.store.dispatches import lease_dispatches, save_dispatch
from models.store.heartbeats import save_heartbeat
from models.store.notices import claim_notices
from models.tables import CaseFile, Deadline, DeadlineFiring, Dispatch, Notice
from models.vocabulary import DeadlineState, DispatchState, NoticeState
from notifications.outcomes import Delivered
from notifications.recording import RecordingRelay
from tasks.delivery.keep_claims import CLAIMED_FOR
from tasks.delivery.send_notices import Connection, send_notices
from tests.chaos.aftermath import THREAT_TODAY, check_routed_once, is_done
from tests.conftest import DRIVER, MONDAY_MORNING, Clock, RunningClock
from tests.journeys.waiting import dispatching, until
from tests.prefect_server import PrefectServer
from tests.reports import THREAT, report
from tests.routing import send_all, submit, submit_and_route, tick

pytestmark = pytest.mark.database

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEASE = timedelta(seconds=30)
CRITICAL: dict[str, Any] = {"danger": {"danger_now": "yes"}, "offender_known_on": None, "consent": []}


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Clock:
    """Stands still, but for processes at work."""
    return RunningClock() if request.node.get_closest_marker("prefect") else Clock()


@pytest.mark.parametrize("jump", [HOUR, -HOUR, -DAY], ids=str)
async def test_a_repeated_report_is_known_again(
    installation: Installation, clock: Clock, jump: timedelta
) -> None:
    app = create_app(lambda: installation)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://meldeweg.test") as client,
    ):
        sent = {"json": THREAT | THREAT_TODAY, "headers": {"Idempotency-Key": "k"}}
        first = await client.post("/api/reports", **sent)  # type: ignore[arg-type]
        clock.now += jump
        await forget_expired_answers(installation, now=clock.now)
        again = await client.post("/api/reports", **sent)  # type: ignore[arg-type]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    async with installation.transaction() as session:
        assert len((await session.exec(select(CaseFile))).all()) == 1


async def lease(place: Installation, holder: str) -> list[Dispatch]:
    async with place.transaction() as session:
        rows = await lease_dispatches(session, holder=holder, lease_for=LEASE, limit=9, now=place.clock())
        return list(rows)


@pytest.mark.parametrize("ahead", [HOUR, DAY], ids=str)
async def test_a_lease_taken_by_a_clock_ahead_ends_with_it(
    installation: Installation, clock: Clock, ahead: timedelta
) -> None:
    """Its holder died; the row does not wait until the time the lease was written for."""
    await submit(installation)
    clock.now += ahead
    assert len(await lease(installation, "dead")) == 1
    clock.now -= ahead
    assert [row.leased_by for row in await lease(installation, "next")] == ["next"]


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY], ids=str)
async def test_a_row_belongs_to_one_holder_however_the_clock_is_set(
    installation: Installation, clock: Clock, jump: timedelta
) -> None:
    """Whoever took it over may end it, and the first holder, who still runs, cannot end it besides."""
    await submit(installation)
    (row,) = await lease(installation, "first")
    clock.now += jump
    await lease(installation, "second")
    ended: list[str] = []
    for holder in ("first", "second"):
        async with installation.transaction() as session:
            if await save_dispatch(session, row.dispatch_id, holder=holder, state=DispatchState.DONE):
                ended.append(holder)
    assert len(ended) == 1
    assert await lease(installation, "third") == []


@pytest.mark.parametrize("ahead", [HOUR, DAY], ids=str)
async def test_a_notice_claimed_or_put_back_by_a_clock_ahead_goes_out_with_the_right_one(
    installation: Installation, clock: Clock, ahead: timedelta
) -> None:
    await submit_and_route(installation, report(consent=[]))
    clock.now += ahead
    async with installation.transaction() as session:
        claimed = await claim_notices(session, holder="dead", claim_for=CLAIMED_FOR, limit=9, now=clock.now)
        assert len(claimed) == 1
    clock.now -= ahead
    assert len(await send_all(installation, RecordingRelay())) == 1
    assert await _states_of_notices(installation) == {NoticeState.SENT: 1}
    for jump in (ahead, -ahead):
        clock.now += jump
        assert await send_all(installation, RecordingRelay()) == []


async def test_a_clock_set_back_while_a_batch_is_sent_doubles_the_mail_on_its_way_at_most(
    installation: Installation, clock: Clock
) -> None:
    """Another delivery takes the batch over; the first begins nothing more of it."""
    for _ in range(3):
        await submit_and_route(installation, report(consent=[]))
    relay = RecordingRelay()

    @asynccontextmanager
    async def set_back_while_sending(to: Relay) -> AsyncIterator[Connection]:
        async with relay.open_relay(to) as connection:
            yield _SetsTheClockBack(connection, installation, clock, relay)

    await send_notices(installation, holder="first", via=set_back_while_sending)
    assert await send_all(installation, relay) == []
    ids = Counter(str(mail.message["Message-ID"]) for mail in relay.mails)
    assert sorted(ids.values()) == [1, 1, 2]
    assert await _states_of_notices(installation) == {NoticeState.SENT: 3}


class _SetsTheClockBack:
    """By an hour, under the first mail; another delivery works at that moment."""

    def __init__(
        self, connection: Connection, place: Installation, clock: Clock, relay: RecordingRelay
    ) -> None:
        self._connection = connection
        self._place = place
        self._clock = clock
        self._relay = relay

    async def deliver(self, raw: bytes, *, sender: str, recipient: str) -> Delivered:
        if not self._relay.mails:
            self._clock.now -= HOUR
            await send_notices(self._place, holder="second", via=self._relay.open_relay)
        return await self._connection.deliver(raw, sender=sender, recipient=recipient)


async def _states_of_notices(place: Installation) -> Counter[NoticeState]:
    async with place.transaction() as session:
        return Counter(NoticeState(state) for state in (await session.exec(select(Notice.state))).all())


async def test_a_process_that_died_while_the_clock_was_ahead_does_not_look_alive(
    installation: Installation, clock: Clock
) -> None:
    async with installation.transaction() as session:
        for process in ("dispatcher", "delivery"):
            await save_heartbeat(session, process, "dead", now=clock.now + HOUR)
    found = await examine_heartbeats(installation.database, now=clock.now)
    assert [one.standing for one in found] == [Standing.PROBLEM, Standing.PROBLEM]


@asynccontextmanager
async def another(
    postgres: RunningPostgres, template: str, master_key: MasterKey, clock: Clock
) -> AsyncIterator[Installation]:
    name = f"test_{uuid4().hex[:12]}"
    postgres.create_database(name, template=template)
    place = Installation(Database(postgres.url_of(name, scheme=DRIVER)), master_key, clock)
    use_installation(place)
    yield place
    await place.close()
    postgres.drop_database(name)


async def test_every_step_of_a_deadline_is_taken_once_as_if_the_clock_had_never_been_wrong(
    postgres: RunningPostgres, template: str, master_key: MasterKey
) -> None:
    """The same day three times: with the right time, and set wrong by an hour or a day again and again."""
    taken = []
    for wrong in (timedelta(0), HOUR, DAY):
        clock = Clock()
        async with another(postgres, template, master_key, clock) as place:
            await submit_and_route(place, report(**CRITICAL))
            for half_hours, sign in zip(range(24 * 2), cycle((0, 1, -1)), strict=False):
                clock.now = MONDAY_MORNING + half_hours * timedelta(minutes=30) + sign * wrong
                await tick(place)
            clock.now = MONDAY_MORNING + DAY
            await tick(place)
            assert await _stuck(place) == []
            taken.append(await _steps_taken(place, until=clock.now))
    undisturbed, by_an_hour, by_a_day = taken
    assert len(undisturbed) > 5
    assert by_an_hour == by_a_day == undisturbed


async def _steps_taken(place: Installation, *, until: datetime) -> Counter[tuple[str, int]]:
    """Those planned until then; a clock ahead may have taken later ones already.

    Without repeated reminders: of those, as after an outage, the newest alone is sent.
    """
    async with place.transaction() as session:
        rows = await session.exec(
            select(Deadline.kind, DeadlineFiring.step_no)
            .join(Deadline, col(Deadline.deadline_id) == col(DeadlineFiring.deadline_id))
            .where(DeadlineFiring.planned_at <= until, DeadlineFiring.repeat_no == 0)
        )
        return Counter((str(kind), step_no) for kind, step_no in rows.all())


async def _stuck(place: Installation) -> list[Deadline]:
    async with place.transaction() as session:
        rows = await session.exec(
            select(Deadline).where(
                col(Deadline.state).in_([DeadlineState.ARMED, DeadlineState.BREACHED]),
                col(Deadline.next_action_at) <= place.clock(),
            )
        )
        return list(rows.all())


@pytest.mark.prefect
async def test_a_dispatcher_at_work_routes_every_report_once(
    installation: Installation, clock: Clock, prefect_server: PrefectServer
) -> None:
    sent = report(**THREAT_TODAY)
    refs = []
    async with dispatching(installation, lease_s=5):
        for jump in (timedelta(0), HOUR, -HOUR, -HOUR, HOUR, DAY, -DAY):
            refs.append((await submit(installation, sent)).case_ref)
            clock.now += jump
            refs.append((await submit(installation, sent)).case_ref)
        for case_ref in refs:
            await until(lambda: is_done(installation, case_ref))  # noqa: B023  awaited at once
    for case_ref in refs:
        await check_routed_once(installation, prefect_server, case_ref, prefect_was_away=True)
