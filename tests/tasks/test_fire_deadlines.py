"""The tick: every step once, to those who are there, whatever else breaks."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select, update

from models.actions.acknowledge_case import acknowledge_case
from models.audit import SYSTEM
from models.installation import Installation
from models.store.audit_log import list_entries_of_case
from models.store.deadlines import list_deadlines_of_case
from models.tables import Absence, CaseFile, Deadline, DeadlineFiring, Dispatch, Officer
from models.vocabulary import DeadlineKind, DeadlineState, DispatchFlow, Role
from tests.conftest import Clock
from tests.people import entries_of
from tests.reports import report
from tests.routing import notices_of, submit_and_route, tick

pytestmark = pytest.mark.database

# danger_now makes a case critical: acknowledge within 1 h, first contact within 4 h, both real time.
CRITICAL: dict[str, Any] = {"danger": {"danger_now": "yes"}, "offender_known_on": None, "consent": []}


async def test_nothing_fires_before_its_time(installation: Installation, clock: Clock) -> None:
    await submit_and_route(installation, report(**CRITICAL))
    clock.forward(minutes=29, seconds=59)
    assert await tick(installation) == 0


async def test_a_critical_case_nobody_takes_climbs_every_step(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    start = clock.now
    told: list[tuple[int, str, str]] = []
    seen = len(await notices_of(installation, case))
    for minute in range(1, 60 * 4):
        clock.now = start + timedelta(minutes=minute)
        await tick(installation)
        notices = await _firing_notices(installation, case, DeadlineKind.ACKNOWLEDGE)
        told += [(minute, *notice) for notice in notices[len(told) :]]
    assert told == [
        (30, "reminder", "officer"),
        (48, "reminder", "officer"),
        (60, "due", "deputy"),
        (60, "due", "head"),
        (90, "escalation", "coordination"),
        (120, "escalation", "leadership"),
        (180, "repeat", "leadership"),
    ]
    assert len(await notices_of(installation, case)) > seen


async def test_acknowledging_stops_the_acknowledge_deadline_alone(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    clock.forward(minutes=40)
    await acknowledge_case(installation, case.case_ref, "prevention-officer-1", actor=SYSTEM, now=clock.now)
    clock.forward(hours=4, minutes=1)
    await tick(installation)
    kinds = {firing.kind for firing in await _firings(installation)}
    assert kinds == {DeadlineKind.FIRST_CONTACT}
    async with installation.transaction() as session:
        rows = await list_deadlines_of_case(session, case.case_id)
    states = {(row.kind, row.reason): row.state for row in rows}
    assert states[DeadlineKind.ACKNOWLEDGE, "acknowledged"] is DeadlineState.MET
    assert states[DeadlineKind.FIRST_CONTACT, None] is DeadlineState.BREACHED
    # Taken and yet nobody was contacted: it has to be taken again.
    assert states[DeadlineKind.ACKNOWLEDGE, "no first contact"] is DeadlineState.ARMED
    events = [entry["event"] for entry in await entries_of(installation, case)]
    assert events[-2:] == ["deadline_fired", "deadline_armed_again"]


async def test_the_officer_who_took_the_case_is_reminded_not_the_mailbox(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    await acknowledge_case(installation, case.case_ref, "prevention-officer-2", actor=SYSTEM, now=clock.now)
    clock.forward(hours=2)
    await tick(installation)
    assert ("deadline_reminder", "prevention-officer-2") in await notices_of(installation, case)


async def test_after_an_outage_only_the_newest_step_fires_and_everybody_skipped_is_told(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    clock.forward(hours=1, minutes=45)
    await tick(installation)
    async with installation.transaction() as session:
        rows = await session.exec(
            select(DeadlineFiring)
            .join(Deadline, col(Deadline.deadline_id) == col(DeadlineFiring.deadline_id))
            .where(Deadline.kind == DeadlineKind.ACKNOWLEDGE)
            .order_by(col(DeadlineFiring.step_no))
        )
        firings = [(row.step.value, row.audience.value, row.skipped) for row in rows]
    assert firings == [
        ("reminder", "officer", True),
        ("reminder", "officer", True),
        ("due", "deputy", True),
        ("due", "head", True),
        ("escalation", "coordination", False),
    ]
    told = Counter(recipient for message, recipient in await notices_of(installation, case))
    assert told["prevention-deputy"] == told["prevention-head"] == told["coordination"] == 1


async def test_a_second_tick_and_a_clock_set_back_fire_nothing_again(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    clock.forward(minutes=61)
    await tick(installation)
    before = await notices_of(installation, case)
    clock.forward(hours=-1)
    assert await tick(installation) == 0
    clock.forward(hours=1)
    assert await tick(installation) == 0
    assert await notices_of(installation, case) == before


async def test_two_drivers_at_once_fire_each_step_once(installation: Installation, clock: Clock) -> None:
    for _ in range(8):
        await submit_and_route(installation, report(**CRITICAL))
    clock.forward(minutes=31)
    await asyncio.gather(*(tick(installation) for _ in range(4)))
    await tick(installation)
    firings = await _firings(installation)
    assert len(firings) == 8


async def test_absent_people_are_passed_over_and_the_log_says_so(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    async with installation.transaction() as session:
        away = await session.exec(
            select(Officer).where(
                Officer.office_id == "prevention", col(Officer.role).in_([Role.DEPUTY, Role.HEAD])
            )
        )
        for officer in away.all():
            session.add(
                Absence(
                    absence_id=uuid4(),
                    municipality_id="augsburg",
                    officer_id=officer.officer_id,
                    from_on=date(2026, 11, 23),
                    until_on=date(2026, 11, 23),
                )
            )
    clock.forward(minutes=60)
    await tick(installation)
    assert ("deadline_escalation", "coordination") in await notices_of(installation, case)
    async with installation.transaction() as session:
        entries = await list_entries_of_case(session, case.case_id)
    assert b"deputy: nobody present in deputy, head" in entries[-1].entry


async def test_one_broken_deadline_is_set_aside_loudly_and_stops_no_other(
    installation: Installation, clock: Clock
) -> None:
    broken = await submit_and_route(installation, report(**CRITICAL))
    sound = await submit_and_route(installation, report(**CRITICAL))
    async with installation.transaction() as session:
        await session.exec(
            update(Deadline)
            .where(col(Deadline.case_id) == broken.case_id, col(Deadline.kind) == DeadlineKind.ACKNOWLEDGE)
            .values(plan=[{"at": "never", "audience": "nobody", "step": "x", "repeat_every_s": None}])
        )
    clock.forward(minutes=30)
    await tick(installation)
    assert ("alarm_overdue", "coordination") in await notices_of(installation, broken)
    assert ("deadline_reminder", "prevention") in await notices_of(installation, sound)
    async with installation.transaction() as session:
        rows = await list_deadlines_of_case(session, broken.case_id)
        entries = await list_entries_of_case(session, broken.case_id)
    assert [row.reason for row in rows if row.set_aside_at] == ["set aside: ValueError"]
    assert entries[-1].event == "deadline_set_aside"


async def test_a_few_firings_are_a_run_each_and_a_storm_is_one(
    installation: Installation, clock: Clock
) -> None:
    for _ in range(3):
        await submit_and_route(installation, report(**CRITICAL))
    clock.forward(minutes=30)
    await tick(installation)
    assert await _escalation_runs(installation) == 3
    for _ in range(9):
        await submit_and_route(installation, report(**CRITICAL))
    clock.forward(minutes=30)
    await tick(installation)
    assert await _escalation_runs(installation) == 4


async def _firings(place: Installation) -> list[Deadline]:
    async with place.transaction() as session:
        rows = await session.exec(
            select(Deadline).join(
                DeadlineFiring, col(Deadline.deadline_id) == col(DeadlineFiring.deadline_id)
            )
        )
        return list(rows.all())


async def _firing_notices(place: Installation, case: CaseFile, kind: DeadlineKind) -> list[tuple[str, str]]:
    async with place.transaction() as session:
        rows = await session.exec(
            select(DeadlineFiring)
            .join(Deadline, col(Deadline.deadline_id) == col(DeadlineFiring.deadline_id))
            .where(Deadline.case_id == case.case_id, Deadline.kind == kind)
            .order_by(col(DeadlineFiring.repeat_no), col(DeadlineFiring.step_no))
        )
        return [(row.step.value, row.audience.value) for row in rows]


async def _escalation_runs(place: Installation) -> int:
    async with place.transaction() as session:
        rows = await session.exec(select(Dispatch).where(Dispatch.flow == DispatchFlow.ESCALATE_DEADLINE))
        return len(rows.all())
