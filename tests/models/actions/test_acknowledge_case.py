"""An officer takes a case: once, for their own office, and only the acknowledge deadline ends."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from models.actions.acknowledge_case import acknowledge_case
from models.actions.rearm_acknowledge import rearm_acknowledge
from models.actions.submit_report import submit_report
from models.audit import Actor
from models.errors import CaseNotFound, MeldewegError, OfficerNotFound, TransitionRefused
from models.installation import Installation
from models.rules.deadlines import plan_deadlines
from models.store.audit_log import list_entries_of_case
from models.store.cases import get_case_by_ref, lock_case
from models.store.deadlines import add_deadline, list_deadlines_of_case
from models.store.open_cases import open_case
from models.tables import CaseFile, Deadline, Officer
from models.vocabulary import ActorKind, CaseState, DeadlineKind, DeadlineState, Severity
from tests.conftest import Clock
from tests.reports import report

pytestmark = pytest.mark.database

OFFICER = "prevention-officer-1"
ACTOR = Actor(ActorKind.OFFICER, OFFICER, via="mmuster")


@pytest.fixture
def clock(shared: Installation) -> Clock:
    """The module's clock: it goes on from test to test, each of which begins with a case of its own."""
    assert isinstance(shared.clock, Clock)
    return shared.clock


@pytest.fixture
async def case_ref(shared: Installation, clock: Clock) -> str:
    """A case routed to the prevention office, with all its deadlines."""
    receipt = await submit_report(shared, report(), now=clock.now)
    async with shared.transaction() as session:
        case = await get_case_by_ref(session, receipt.case_ref)
        opened = await open_case(session, case.case_id, master=shared.master_key)
        case.state, case.severity, case.office_id = CaseState.ROUTED, Severity.HIGH, "prevention"
        for planned in plan_deadlines(
            opened.facts,
            Severity.HIGH,
            office="prevention",
            ruleset=opened.ruleset,
            submitted_at=case.submitted_at,
        ):
            add_deadline(session, planned, case=case)
    return receipt.case_ref


async def acknowledge(place: Installation, case_ref: str, officer_id: str = OFFICER) -> CaseFile:
    return await acknowledge_case(place, case_ref, officer_id, actor=ACTOR, now=place.clock())


async def read(
    place: Installation, case_ref: str
) -> tuple[CaseFile, dict[str, Deadline], list[dict[str, Any]]]:
    async with place.transaction() as session:
        case = await get_case_by_ref(session, case_ref)
        deadlines = await list_deadlines_of_case(session, case.case_id)
        entries = await list_entries_of_case(session, case.case_id)
        return (
            case,
            {deadline.kind.value: deadline for deadline in deadlines},
            [json.loads(entry.entry) for entry in entries],
        )


async def change_case(place: Installation, case_ref: str, **changes: object) -> None:
    async with place.transaction() as session:
        case = await get_case_by_ref(session, case_ref)
        for name, value in changes.items():
            setattr(case, name, value)


def steps_ahead(deadlines: dict[str, Deadline]) -> dict[str, datetime | None]:
    return {
        kind: row.next_action_at for kind, row in deadlines.items() if kind != DeadlineKind.ACKNOWLEDGE.value
    }


async def test_taking_a_case_ends_its_acknowledge_deadline_and_that_one_alone(
    shared: Installation, clock: Clock, case_ref: str
) -> None:
    _, before, _ = await read(shared, case_ref)
    assert len(before) > 2
    taken_at = clock.forward(minutes=30)
    answered = await acknowledge(shared, f" {case_ref.lower()} ")
    case, after, _ = await read(shared, case_ref)
    assert answered.case_ref == case_ref
    assert (case.state, case.acknowledged_at, case.acknowledged_by) == (
        CaseState.ACKNOWLEDGED,
        taken_at,
        OFFICER,
    )
    ended = after.pop("acknowledge")
    assert (ended.state, ended.ended_at, ended.next_action_at, ended.reason) == (
        DeadlineState.MET,
        taken_at,
        None,
        "acknowledged",
    )
    assert {deadline.state for deadline in after.values()} == {DeadlineState.ARMED}
    assert steps_ahead(after) == steps_ahead(before)


async def test_the_log_names_the_officer_and_the_system_user_behind_them(
    shared: Installation, case_ref: str
) -> None:
    await acknowledge(shared, case_ref)
    _, deadlines, entries = await read(shared, case_ref)
    taken, met = entries[-2:]
    assert (taken["event"], met["event"]) == ("case_acknowledged", "deadline_met")
    assert taken["actor"] == met["actor"] == {"kind": "officer", "id": OFFICER, "via": "mmuster"}
    assert taken["details"] == {"officer": OFFICER}
    assert met["details"] == {
        "deadline": str(deadlines["acknowledge"].deadline_id),
        "kind": "acknowledge",
    }


async def test_a_missed_deadline_ends_too_when_somebody_takes_the_case(
    shared: Installation, clock: Clock, case_ref: str
) -> None:
    async with shared.transaction() as session:
        case = await get_case_by_ref(session, case_ref)
        for deadline in await list_deadlines_of_case(session, case.case_id):
            deadline.state = DeadlineState.BREACHED
    clock.forward(days=3)
    await acknowledge(shared, case_ref)
    _, deadlines, _ = await read(shared, case_ref)
    assert deadlines.pop("acknowledge").next_action_at is None
    assert {deadline.state for deadline in deadlines.values()} == {DeadlineState.BREACHED}


async def test_a_second_time_is_refused_and_changes_nothing(
    shared: Installation, clock: Clock, case_ref: str
) -> None:
    await acknowledge(shared, case_ref)
    first = await read(shared, case_ref)
    clock.forward(hours=1)
    with pytest.raises(TransitionRefused, match="acknowledged"):
        await acknowledge(shared, case_ref, "prevention-officer-2")
    assert await read(shared, case_ref) == first


async def test_of_several_at_once_one_gets_it(shared: Installation, case_ref: str) -> None:
    ends = await asyncio.gather(
        *(acknowledge(shared, case_ref, f"prevention-officer-{1 + n % 2}") for n in range(6)),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["CaseFile"] + ["MoveRefused"] * 5
    (winner,) = [end.acknowledged_by for end in ends if isinstance(end, CaseFile)]
    case, _, entries = await read(shared, case_ref)
    assert case.acknowledged_by == winner
    assert [entry["event"] for entry in entries].count("case_acknowledged") == 1


@pytest.mark.parametrize(
    ("officer_id", "refusal"),
    [
        ("integration-officer-1", TransitionRefused),
        ("nobody", OfficerNotFound),
        ("", OfficerNotFound),
        ("prevention-officer-gone", OfficerNotFound),
    ],
    ids=["of another office", "unknown", "empty", "gone"],
)
async def test_who_may_not_take_it_is_refused_and_changes_nothing(
    shared: Installation, case_ref: str, officer_id: str, refusal: type[MeldewegError]
) -> None:
    async with shared.transaction() as session:
        someone = await session.get_one(Officer, ("augsburg", OFFICER))
        gone = someone.model_dump() | {"officer_id": "prevention-officer-gone", "active": False}
        await session.merge(Officer(**gone))
    before = await read(shared, case_ref)
    with pytest.raises(refusal):
        await acknowledge(shared, case_ref, officer_id)
    assert await read(shared, case_ref) == before


async def test_the_coordination_may_take_any_case_also_one_without_an_office(
    shared: Installation, case_ref: str
) -> None:
    await change_case(shared, case_ref, office_id=None)
    with pytest.raises(TransitionRefused, match="another office"):
        await acknowledge(shared, case_ref)
    assert (await acknowledge(shared, case_ref, "coordinator-1")).acknowledged_by == "coordinator-1"


async def test_only_a_case_that_waits_for_it_can_be_taken(shared: Installation, case_ref: str) -> None:
    for state in (CaseState.RECEIVED, CaseState.CLOSED, CaseState.ERASED):
        await change_case(shared, case_ref, state=state)
        with pytest.raises(TransitionRefused, match=state.value):
            await acknowledge(shared, case_ref)
    case, deadlines, _ = await read(shared, case_ref)
    assert case.acknowledged_at is None
    assert deadlines["acknowledge"].state is DeadlineState.ARMED


async def test_a_taken_case_is_taken_over_while_its_deadline_is_armed_again(
    shared: Installation, clock: Clock, case_ref: str
) -> None:
    await acknowledge(shared, case_ref)
    clock.forward(hours=24)
    async with shared.transaction() as session:
        case = await lock_case(session, (await get_case_by_ref(session, case_ref)).case_id)
        ruleset = (await open_case(session, case.case_id, master=shared.master_key)).ruleset
        armed = await rearm_acknowledge(session, case, ruleset=ruleset, now=clock.now)
        assert armed is not None
        assert armed.details["due_at"] == (clock.now + timedelta(hours=4)).isoformat()
        assert await rearm_acknowledge(session, case, ruleset=ruleset, now=clock.now) is None
    taken = await acknowledge(shared, case_ref, "prevention-officer-2")
    assert (taken.state, taken.acknowledged_by) == (CaseState.ACKNOWLEDGED, "prevention-officer-2")
    with pytest.raises(TransitionRefused, match="acknowledged"):
        await acknowledge(shared, case_ref)
    await change_case(shared, case_ref, first_contact_at=clock.now)
    async with shared.transaction() as session:
        case = await lock_case(session, taken.case_id)
        assert await rearm_acknowledge(session, case, ruleset=ruleset, now=clock.now) is None


async def test_an_unknown_reference_is_not_repeated(shared: Installation) -> None:
    with pytest.raises(CaseNotFound) as refusal:
        await acknowledge(shared, "MW-KANA-VOGL")
    assert "KANA" not in str(refusal.value)


async def test_what_others_do_meanwhile_waits_for_the_commit(
    shared: Installation, clock: Clock, case_ref: str
) -> None:
    """The tick that holds the deadline is waited for, and the case is taken after it."""
    async with shared.transaction() as session:
        case = await get_case_by_ref(session, case_ref)
        held = [
            row for row in await list_deadlines_of_case(session, case.case_id) if row.kind == "acknowledge"
        ]
        held[0].step_no = 2
        await session.flush()
        taking = asyncio.create_task(acknowledge(shared, case_ref))
        done, _ = await asyncio.wait([taking], timeout=0.2)
        assert not done
    await taking
    _, deadlines, _ = await read(shared, case_ref)
    row = deadlines["acknowledge"]
    assert (row.state, row.step_no, row.next_action_at) == (DeadlineState.MET, 2, None)
    assert row.ended_at == clock.now
