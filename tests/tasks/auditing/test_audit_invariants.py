"""The auditor tells once an hour while something is broken, and once that it holds again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlmodel import col, select, text

from models.installation import Installation
from models.invariant import Invariant
from models.store.heartbeats import save_heartbeat
from models.store.invariants import lock_auditor
from models.tables import AuditEntry, Notice
from notifications.recording import RecordingRelay
from tasks.auditing.audit_invariants import Audit, audit_invariants
from tasks.check_clockwork import ClockworkStands, check_clockwork
from tests.conftest import Clock
from tests.routing import send_all, submit_and_route, tick

pytestmark = pytest.mark.database

BROKEN = "UPDATE deadline SET set_aside_at = next_action_at WHERE kind = 'review'"
MENDED = "UPDATE deadline SET set_aside_at = NULL"


async def live(place: Installation) -> None:
    """Both processes give their sign of life and do what waits."""
    async with place.transaction() as session:
        for process in ("dispatcher", "delivery"):
            await save_heartbeat(session, process, "test", now=place.clock())
    await tick(place)
    await change(place, "UPDATE dispatch SET state = 'done'")
    await send_all(place, RecordingRelay())


async def change(place: Installation, statement: str) -> None:
    async with place.transaction() as session:
        await session.exec(text(statement))  # type: ignore[call-overload]


async def audit(place: Installation, *, told_after_s: float = 45) -> Audit:
    return await audit_invariants(
        place, told_after=timedelta(seconds=told_after_s), fresh_for=timedelta(seconds=30)
    )


async def alarms(place: Installation) -> Sequence[Notice]:
    async with place.transaction() as session:
        found = await session.exec(
            select(Notice).where(Notice.message == "alarm_invariant").order_by(col(Notice.created_at))
        )
        return found.all()


async def events(place: Installation) -> list[str]:
    async with place.transaction() as session:
        found = await session.exec(
            select(AuditEntry.event)
            .where(col(AuditEntry.event).startswith("invariant_"))
            .order_by(col(AuditEntry.seq))
        )
        return list(found.all())


@pytest.fixture
async def sound(installation: Installation) -> Installation:
    await submit_and_route(installation)
    await live(installation)
    return installation


async def test_a_sound_installation_is_left_in_peace(sound: Installation) -> None:
    audited = await audit(sound)
    assert audited.looked
    assert audited.broken == ()
    assert {standing.invariant for standing in audited.standings} == set(Invariant)
    assert await alarms(sound) == []
    assert await check_clockwork.fn() == "ok"


async def test_it_is_told_at_once_then_once_an_hour_then_that_it_is_over(
    sound: Installation, clock: Clock
) -> None:
    await change(sound, BROKEN)
    for _ in range(13):
        await live(sound)
        await audit(sound)
        clock.forward(minutes=10)
    told = await alarms(sound)
    assert [notice.context["broken"][0]["invariant"] for notice in told] == ["no_deadline_set_aside"] * 3
    gaps = {after.created_at - before.created_at for before, after in pairwise(told)}
    assert gaps == {timedelta(hours=1)}
    assert {notice.recipient_id for notice in told} == {"coordination"}
    assert told[0].context["broken"][0]["case_refs"]
    await change(sound, MENDED)
    for _ in range(3):
        clock.forward(minutes=1)
        await live(sound)
        await audit(sound)
    last = (await alarms(sound))[-1]
    assert (last.context["broken"], last.context["holds_again"]) == ([], ["no_deadline_set_aside"])
    assert len(await alarms(sound)) == 4
    assert await events(sound) == ["invariant_broken", "invariant_holds_again"]


async def test_what_comes_and_goes_is_told_once_an_hour_too(sound: Installation, clock: Clock) -> None:
    for turn in range(11):
        await live(sound)
        await change(sound, BROKEN if turn % 2 == 0 else MENDED)
        await audit(sound)
        clock.forward(minutes=5)
    assert len(await alarms(sound)) == 2


async def test_a_restart_is_no_alarm_and_a_silent_process_is(sound: Installation, clock: Clock) -> None:
    clock.forward(seconds=40)
    first = await audit(sound)
    assert {one.invariant for one in first.broken} == {Invariant.DISPATCHER_LIVES, Invariant.DELIVERY_LIVES}
    assert await alarms(sound) == []
    await live(sound)
    clock.forward(seconds=20)
    assert not (await audit(sound)).broken or await alarms(sound) == []
    clock.forward(seconds=60)
    await audit(sound)
    clock.forward(seconds=60)
    with pytest.raises(ClockworkStands, match=r"Kein Prozess arbeitet .* No process works on reports"):
        await check_clockwork.fn()
    assert len(await alarms(sound)) == 1


async def test_an_address_outside_is_told_as_well(
    sound: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MELDEWEG_OUTSIDE_ALARM_MAILBOX", "leitstelle@anderswo.example")
    monkeypatch.setenv("MELDEWEG_OUTSIDE_ALARM_LANGUAGE", "en")
    await change(sound, BROKEN)
    await audit(sound)
    mails = await send_all(sound, RecordingRelay())
    assert {mail.recipient for mail in mails} == {
        "koordination@augsburg.example",
        "leitstelle@anderswo.example",
    }
    assert len(mails) == 2


async def test_two_auditors_at_a_time_are_one(sound: Installation, clock: Clock) -> None:
    await change(sound, BROKEN)
    results = await asyncio.gather(audit(sound), audit(sound), audit(sound))
    assert sum(result.looked for result in results) == 1
    assert len(await alarms(sound)) == 1
    clock.forward(seconds=60)
    async with sound.transaction() as session:
        assert await lock_auditor(session)
        assert not (await audit(sound)).looked
