"""Whatever people do with a case, and however its time passes meanwhile, breaks nothing at any step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlmodel import text

from models.actions.extend_deadline import extend_deadline
from models.installation import Installation
from models.invariant import Invariant
from models.store.heartbeats import save_heartbeat
from models.store.invariants import EVERYTHING, look_at
from models.tables import CaseFile
from models.vocabulary import CaseState, DeadlineKind, Severity
from notifications.recording import RecordingRelay
from tasks.resume_paused import resume_paused
from tests.acting import WORDS, act, close, contact, hand_over, pause, reopen, resume
from tests.conftest import Clock
from tests.people import FIRST, SECOND, judge, take
from tests.reports import report
from tests.routing import reload, send_all, submit_and_route, tick

pytestmark = pytest.mark.database

THIRD = "integration-officer-1"
HOUR = timedelta(hours=1)
_Action = Callable[..., Awaitable[object]]


class Life:
    """One case and what is done with it; after each step all processes work and all invariants are asked."""

    def __init__(self, place: Installation, clock: Clock, case: CaseFile) -> None:
        self.place, self.clock, self.case = place, clock, case

    async def goes_on(self, step: str, *, hours: float = 0) -> None:
        self.clock.forward(hours=hours)
        await resume_paused.fn()
        await tick(self.place)
        async with self.place.transaction() as session:
            await session.exec(text("UPDATE dispatch SET state = 'done'"))  # type: ignore[call-overload]
            for process in ("dispatcher", "delivery"):
                await save_heartbeat(session, process, "test", now=self.clock.now)
        await send_all(self.place, RecordingRelay())
        async with self.place.transaction() as session:
            looks = [
                await look_at(session, one, EVERYTHING, patience_ms=5000, now=self.clock.now)
                for one in Invariant
            ]
        assert [found for found in looks if not found.holds] == [], f"after: {step}"
        self.case = await reload(self.place, self.case.case_ref)

    async def does(
        self, step: str, action: Callable[..., Awaitable[object]], *also: object, **asked: object
    ) -> None:
        await action(self.place, self.case, *also, **asked)
        await self.goes_on(step)


@pytest.fixture(params=[{"consent": []}, {"danger": {"danger_now": "yes"}, "offender_known_on": None}])
async def life(request: pytest.FixtureRequest, installation: Installation, clock: Clock) -> Life:
    life = Life(installation, clock, await submit_and_route(installation, report(**request.param)))
    await life.goes_on("routing")
    return life


async def test_a_case_that_is_paused_and_handed_over(life: Life) -> None:
    await life.does("taking", take)
    await life.does("pausing", pause, until=life.clock.now + 48 * HOUR)
    await life.goes_on("a day of the pause", hours=24)
    await life.does("resuming", resume)
    await life.does("pausing again", pause, until=life.clock.now + 24 * HOUR)
    await life.goes_on("the end of the pause", hours=25)
    await life.does("a third pause", pause, until=life.clock.now + 48 * HOUR)
    await life.does("handing over while it lasts", hand_over, "integration")
    assert life.case.state is CaseState.ROUTED
    await life.goes_on("nobody takes it", hours=30)
    await life.does("taking it there", take, THIRD)
    await life.goes_on("the end of the third pause", hours=40)
    await life.does("handing back", hand_over, "prevention", officer_id=THIRD)
    await life.goes_on("a week without anybody", hours=7 * 24)
    assert life.case.state is CaseState.ROUTED


async def test_a_case_that_is_closed_and_reopened(life: Life) -> None:
    await life.does("taking", take)
    await life.does("raising", judge, Severity.CRITICAL, "Es hat Drohungen gegeben.")
    await life.does("extending", act, extend_deadline, kind=DeadlineKind.REVIEW,
                    until=life.clock.now + 100 * HOUR, reason=WORDS, second_id=SECOND)  # fmt: skip
    await life.goes_on("the extended time", hours=120)
    await life.does("closing without a result", close, confirm_legal=True)
    assert life.case.state is CaseState.CLOSED
    await life.goes_on("a week closed", hours=7 * 24)
    await life.does("reopening", reopen)
    await life.goes_on("a week open", hours=7 * 24)
    await life.does("taking again", take)
    await life.does("contacting", contact)
    await life.does("pausing", pause, until=life.clock.now + 24 * HOUR)
    await life.does("closing while paused", close, confirm_legal=True, feedback_told=True)
    await life.does("reopening once more", reopen)
    await life.goes_on("a month", hours=30 * 24)
    await life.does("handing over", hand_over, "integration", officer_id=FIRST)
    await life.goes_on("another month", hours=30 * 24)
