"""A pause stops three deadlines and no more, keeps the time that was left, and ends by itself."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import pytest
from sqlmodel import col, select

from models.actions.activate_policy import activate_policy
from models.actions.extend_deadline import extend_deadline
from models.audit import SYSTEM
from models.errors import MeldewegError
from models.installation import Installation, use_installation
from models.policy import load_policy, shipped_policy
from models.refusals import (
    CaseClosed,
    MoveRefused,
    NotPaused,
    OfficerOfAnotherOffice,
    PauseEndsInThePast,
    PauseTooLong,
    ReasonNeeded,
    ReasonTooLong,
    ReasonUnreadable,
)
from models.sealing import open_sealed
from models.store.case_actions import list_case_actions, open_reason, place_of_reason
from models.store.case_keys import get_case_key
from models.tables import CaseFile, DeadlineFiring
from models.vocabulary import CaseActionKind, CaseState, DeadlineKind, DeadlineState, Severity
from tasks.people.move_case import move_case
from tasks.resume_paused import resume_paused
from tests.acting import WORDS, act, close, contact, hand_over, pause, resume
from tests.conftest import Clock
from tests.people import FIRST, SECOND, deadlines_of, entries_of, everything_of, exclude, judge, take
from tests.reports import report
from tests.routing import notices_of, reload, submit_and_route, tick

pytestmark = pytest.mark.database

STOPPED = ("first_contact", "review")
INTEGRATION = "integration-officer-1"


async def taken(place: Installation, **asked: Any) -> CaseFile:
    case = await submit_and_route(place, report(**asked))
    await take(place, case)
    return await reload(place, case.case_ref)


async def firings(place: Installation, case: CaseFile) -> list[tuple[str, str]]:
    """Of the first contact, oldest first."""
    row = (await deadlines_of(place, case))["first_contact"]
    async with place.transaction() as session:
        found = await session.exec(
            select(DeadlineFiring)
            .where(DeadlineFiring.deadline_id == row.deadline_id)
            .order_by(col(DeadlineFiring.fired_at))
        )
        return [(row.step.value, row.audience.value) for row in found]


async def test_a_pause_stops_three_deadlines_and_the_rest_runs_on(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    before = await deadlines_of(place, case)
    watch.forward(hours=2)
    ends_at = watch.now + timedelta(days=10)
    case = await pause(place, case, until=ends_at)
    assert (case.state, case.paused_at, case.pause_ends_at, case.paused_from) == (
        CaseState.PAUSED,
        watch.now,
        ends_at,
        CaseState.ACKNOWLEDGED,
    )
    after = await deadlines_of(place, case)
    for kind, row in after.items():
        if kind in STOPPED:
            assert (row.state, row.next_action_at) == (DeadlineState.PAUSED, None)
        elif kind != "acknowledge":
            assert (row.state, row.next_action_at) == (DeadlineState.ARMED, before[kind].next_action_at)
    assert after["first_contact"].consumed_s == 2 * 3600
    watch.forward(days=9)
    await tick(place)
    assert await firings(place, case) == []


async def test_what_was_left_is_left_after_several_pauses(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    due_at = (await deadlines_of(place, case))["first_contact"].due_at
    for hours in (3, 5):
        watch.forward(hours=1)
        await pause(place, case, until=watch.now + timedelta(days=1))
        watch.forward(hours=hours)
        case = await resume(place, case)
    row = (await deadlines_of(place, case))["first_contact"]
    assert (row.state, row.due_at, row.consumed_s, row.generation) == (
        DeadlineState.ARMED,
        due_at + timedelta(hours=8),
        2 * 3600,
        3,
    )
    assert (case.state, case.paused_at, case.pause_ends_at, case.paused_from) == (
        CaseState.ACKNOWLEDGED,
        None,
        None,
        None,
    )
    assert [entry["event"] for entry in await entries_of(place, case)].count("case_resumed") == 2


async def test_a_pause_ends_by_itself_from_its_end_on_and_says_so(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    due_at = (await deadlines_of(place, case))["first_contact"].due_at
    begun_at, ends_at = watch.now, watch.now + timedelta(days=3)
    await pause(place, case, until=ends_at)
    watch.forward(days=2)
    assert await resume_paused.fn() == 0
    watch.forward(days=1, hours=1)
    assert sorted(await asyncio.gather(*(resume_paused.fn() for _ in range(4)))) == [0, 0, 0, 1]
    case = await reload(place, case.case_ref)
    assert case.state is CaseState.ACKNOWLEDGED
    assert (await deadlines_of(place, case))["first_contact"].due_at == due_at + (ends_at - begun_at)
    assert (await notices_of(place, case)).count(("case_resumed", FIRST)) == 1
    resumed = [entry for entry in await entries_of(place, case) if entry["event"] == "case_resumed"]
    assert [entry["actor"]["kind"] for entry in resumed] == ["system"]


async def test_one_case_that_cannot_go_on_does_not_stop_the_others(place: Installation, watch: Clock) -> None:
    broken, sound = await taken(place), await taken(place)
    for case in (broken, sound):
        await pause(place, case, until=watch.now + timedelta(hours=1))
    async with place.transaction() as session:
        (await session.get_one(CaseFile, broken.case_id)).paused_from = None
    watch.forward(hours=2)
    assert await resume_paused.fn() == 1
    assert (await reload(place, sound.case_ref)).state is CaseState.ACKNOWLEDGED
    async with place.transaction() as session:
        (await session.get_one(CaseFile, broken.case_id)).paused_from = CaseState.ACKNOWLEDGED
    assert await resume_paused.fn() == 1


async def test_a_missed_deadline_stays_missed_and_goes_on_with_its_repeats(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place, danger={"danger_now": "yes"})
    watch.forward(hours=9)
    await tick(place)
    told = await firings(place, case)
    missed = (await deadlines_of(place, case))["first_contact"]
    assert (missed.state, missed.step_no) == (DeadlineState.BREACHED, len(missed.plan))
    repeats_at = missed.next_action_at
    assert repeats_at is not None
    await pause(place, case, until=watch.now + timedelta(days=2))
    watch.forward(days=1)
    await resume(place, case)
    await tick(place)
    assert await firings(place, case) == told
    row = (await deadlines_of(place, case))["first_contact"]
    assert (row.state, row.due_at) == (DeadlineState.BREACHED, missed.due_at)
    assert row.next_action_at == repeats_at + timedelta(days=1)
    watch.forward(hours=1)
    await tick(place)
    assert len(await firings(place, case)) == len(told) + 1
    following = (await deadlines_of(place, case))["first_contact"].next_action_at
    assert following == repeats_at + timedelta(days=1, hours=1)


async def test_a_step_that_was_due_and_not_taken_is_not_lost_in_a_pause(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place)
    watch.forward(hours=13)
    await pause(place, case, until=watch.now + timedelta(days=2))
    watch.forward(hours=10)
    await resume(place, case)
    await tick(place)
    assert await firings(place, case) == [("reminder", "officer")]


async def test_a_pause_goes_on_when_the_case_is_handed_over(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    due_at = (await deadlines_of(place, case))["first_contact"].due_at
    begun_at, ends_at = watch.now, watch.now + timedelta(days=5)
    await pause(place, case, until=ends_at)
    watch.forward(days=1)
    case = await hand_over(place, case, "integration")
    assert (case.state, case.pause_ends_at, case.paused_from) == (
        CaseState.ROUTED,
        ends_at,
        CaseState.ROUTED,
    )
    rows = await deadlines_of(place, case)
    assert rows["acknowledge"].state is DeadlineState.ARMED
    assert {rows[kind].state for kind in STOPPED} == {DeadlineState.PAUSED}
    await take(place, case, INTEGRATION)
    case = await reload(place, case.case_ref)
    assert (case.state, case.paused_from) == (CaseState.PAUSED, CaseState.ACKNOWLEDGED)
    watch.forward(days=4)
    await resume_paused.fn()
    case = await reload(place, case.case_ref)
    assert (case.state, case.acknowledged_by) == (CaseState.ACKNOWLEDGED, INTEGRATION)
    assert (await deadlines_of(place, case))["first_contact"].due_at == due_at + (ends_at - begun_at)
    assert ("case_resumed", INTEGRATION) in await notices_of(place, case)


async def test_a_pause_may_end_while_nobody_has_taken_the_case_over(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place)
    await pause(place, case, until=watch.now + timedelta(hours=3))
    case = await hand_over(place, case, "integration")
    watch.forward(hours=3)
    await resume_paused.fn()
    case = await reload(place, case.case_ref)
    assert (case.state, case.pause_ends_at, case.paused_from) == (CaseState.ROUTED, None, None)
    assert (await deadlines_of(place, case))["first_contact"].state is DeadlineState.ARMED
    assert ("case_resumed", "integration") in await notices_of(place, case)


async def test_a_conflict_of_interest_releases_a_paused_case_too(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    await pause(place, case, until=watch.now + timedelta(days=5))
    case = await exclude(place, case, FIRST, marked_by=SECOND)
    assert (case.state, case.acknowledged_by) == (CaseState.ROUTED, None)
    assert (await deadlines_of(place, case))["review"].state is DeadlineState.PAUSED


async def test_raising_a_paused_case_plans_anew_without_counting_the_pause_twice(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place)
    await pause(place, case, until=watch.now + timedelta(days=5))
    watch.forward(days=1)
    case = await judge(place, case, Severity.CRITICAL, WORDS)
    assert case.state is CaseState.PAUSED
    assert (await deadlines_of(place, case))["first_contact"].state is DeadlineState.PAUSED
    watch.forward(days=2)
    await resume(place, case)
    row = (await deadlines_of(place, case))["first_contact"]
    assert (row.severity, row.due_at) == (Severity.CRITICAL, watch.now + timedelta(hours=4))


async def test_pauses_extensions_and_later_starts_survive_a_move_to_another_policy(
    installation: Installation, clock: Clock
) -> None:
    use_installation(installation)
    case = await taken(installation)
    clock.forward(hours=1)
    await pause(installation, case, until=clock.now + timedelta(days=1))
    clock.forward(hours=7)
    await resume(installation, case)
    extended_to = clock.now + timedelta(days=150)
    await act(
        installation,
        case,
        extend_deadline,
        kind=DeadlineKind.FEEDBACK,
        until=extended_to,
        reason=WORDS,
        second_id=SECOND,
    )
    await pause(installation, case, until=clock.now + timedelta(days=1))
    before = await deadlines_of(installation, case)
    policy = files("models.policy").joinpath("augsburg.toml").read_text(encoding="utf-8")
    version = f'version = "{shipped_policy("augsburg").version}"'
    newer = load_policy(policy.replace(version, 'version = "next"').encode())
    await activate_policy(installation, newer, actor=SYSTEM, now=clock.now)
    assert await move_case(installation, case.case_ref, actor=SYSTEM, now=clock.now)
    after = await deadlines_of(installation, case)
    for kind in ("first_contact", "review", "feedback"):
        assert (kind, after[kind].due_at, after[kind].state) == (
            kind,
            before[kind].due_at,
            before[kind].state,
        )
    clock.forward(hours=3)
    await resume(installation, case)
    row = (await deadlines_of(installation, case))["first_contact"]
    assert row.due_at == case.submitted_at + timedelta(hours=24 + 7 + 3)


async def test_a_contact_during_the_pause_meets_its_deadline_and_the_pause_goes_on(
    place: Installation, watch: Clock
) -> None:
    case = await taken(place)
    await pause(place, case, until=watch.now + timedelta(days=5))
    case = await contact(place, case)
    assert (case.state, case.first_contact_at) == (CaseState.PAUSED, watch.now)
    assert (await deadlines_of(place, case))["first_contact"].state is DeadlineState.MET
    assert (await resume(place, case)).state is CaseState.IN_PROGRESS


async def test_the_reason_is_sealed_and_the_log_only_commits_to_it(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    await pause(place, case, until=watch.now + timedelta(days=5), reason=f"  {WORDS}\n")
    async with place.transaction() as session:
        (action,) = await list_case_actions(session, case.case_id, CaseActionKind.PAUSE)
        key = await get_case_key(session, case.case_id, master=place.master_key)
    assert open_reason(key, action) == WORDS
    assert action.sealed_reason is not None
    place_of = place_of_reason(action.action_id)
    assert open_sealed(key, action.sealed_reason, place=place_of).decode() == WORDS
    entries = await entries_of(place, case)
    assert "Kanarie" not in json.dumps(entries, ensure_ascii=False)
    assert entries[-1]["details"]["officer"] == FIRST
    assert len(entries[-1]["details"]["reason_commitment"]) >= 32


REFUSED: list[tuple[dict[str, Any], type[MeldewegError]]] = [
    ({"until": timedelta(0)}, PauseEndsInThePast),
    ({"until": timedelta(days=-1)}, PauseEndsInThePast),
    ({"until": timedelta(days=90, seconds=1)}, PauseTooLong),
    ({"reason": None}, ReasonNeeded),
    ({"reason": " \n"}, ReasonNeeded),
    ({"reason": "x" * 2_001}, ReasonTooLong),
    ({"reason": "\ud800"}, ReasonUnreadable),
    ({"officer_id": INTEGRATION}, OfficerOfAnotherOffice),
]


async def test_what_is_refused_changes_nothing(place: Installation, watch: Clock) -> None:
    case = await taken(place)
    before = await everything_of(place, case)
    for asked, refusal in REFUSED:
        until: datetime = watch.now + asked.get("until", timedelta(days=1))
        with pytest.raises(refusal):
            await pause(place, case, **(asked | {"until": until}))
    with pytest.raises(NotPaused):
        await resume(place, case)
    assert await everything_of(place, case) == before
    await pause(place, case, until=watch.now + timedelta(days=90))
    paused = await everything_of(place, case)
    with pytest.raises(MoveRefused):
        await pause(place, case, until=watch.now + timedelta(days=2))
    assert await everything_of(place, case) == paused
    await close(place, case, confirm_legal=True)
    with pytest.raises(CaseClosed):
        await resume(place, case)


async def test_a_case_nobody_has_taken_is_not_paused(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    with pytest.raises(MoveRefused) as refusal:
        await pause(place, case, until=watch.now + timedelta(days=1))
    assert "übernehmen Sie ihn zuerst" in refusal.value.message_de
