"""The outbox: each effect once, claimed by one, every attempt kept."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import String, cast, col, select, update

from models.installation import Installation
from models.store.audiences import COORDINATION
from models.store.notices import (
    LONGEST_WAIT,
    Recipient,
    add_notice,
    claim_notices,
    list_notices_of_case,
    save_attempt,
)
from models.store.queue_depths import Queue, QueueDepth, measure_queues
from models.tables import Notice, NoticeAttempt
from models.vocabulary import MessageName, NoticeState, RecipientKind
from tests.conftest import Clock

pytestmark = pytest.mark.database

CLAIM = timedelta(minutes=5)
ENDS = [state for state in NoticeState if state.value not in {"queued", "claimed", "retry"}]


@pytest.fixture
async def place(shared: Installation) -> Installation:
    """The module's database; notices of other tests are out of the way."""
    async with shared.transaction() as session:
        done = {"state": NoticeState.CANCELLED, "dedupe_key": cast(col(Notice.notice_id), String)}
        await session.exec(update(Notice).values(**done))
    return shared


async def queue(
    place: Installation, key: str, *, now: datetime, priority: int = 1, recipient: Recipient = COORDINATION
) -> bool:
    async with place.transaction() as session:
        return await add_notice(
            session,
            MessageName.ALARM_OVERDUE,
            {"about": key},
            recipient=recipient,
            dedupe_key=key,
            municipality_id="augsburg",
            case_id=None,
            priority=priority,
            now=now,
        )


async def measure_waiting(place: Installation, *, now: datetime) -> QueueDepth:
    async with place.transaction() as session:
        depths = await measure_queues(session, now=now)
    return next(depth for depth in depths if depth.queue is Queue.NOTICES)


async def claim(place: Installation, holder: str, *, now: datetime, limit: int = 50) -> list[str]:
    """The keys of what was claimed, in the order in which it is to be sent."""
    async with place.transaction() as session:
        rows = await claim_notices(session, holder=holder, claim_for=CLAIM, limit=limit, now=now)
        return [row.dedupe_key for row in rows]


async def read(place: Installation, key: str) -> Notice:
    async with place.transaction() as session:
        return (await session.exec(select(Notice).where(Notice.dedupe_key == key))).one()


async def end(
    place: Installation, key: str, outcome: NoticeState, *, holder: str, now: datetime, wait_s: float = 0
) -> bool:
    notice = await read(place, key)
    attempt = NoticeAttempt(
        attempt_id=uuid4(),
        notice_id=notice.notice_id,
        municipality_id=notice.municipality_id,
        attempt_no=notice.attempts,
        started_at=now,
        finished_at=now,
        outcome=outcome,
        failure_code=None if outcome is NoticeState.SENT else "refused",
    )
    async with place.transaction() as session:
        return await save_attempt(
            session, attempt, holder=holder, available_at=now + timedelta(seconds=wait_s)
        )


async def list_attempts(place: Installation, key: str) -> list[tuple[int, NoticeState]]:
    async with place.transaction() as session:
        found = await session.exec(
            select(NoticeAttempt)
            .join(Notice, col(Notice.notice_id) == col(NoticeAttempt.notice_id))
            .where(Notice.dedupe_key == key)
            .order_by(col(NoticeAttempt.attempt_no))
        )
        return [(attempt.attempt_no, attempt.outcome) for attempt in found]


async def test_the_same_effect_is_queued_once(place: Installation, clock: Clock) -> None:
    assert await queue(place, "effect", now=clock.now)
    other = Recipient(RecipientKind.OFFICE, "prevention", "de")
    assert not await queue(place, "effect", now=clock.forward(hours=1), recipient=other)
    first = await read(place, "effect")
    assert (first.recipient_id, first.created_at, first.state, first.attempts) == (
        "coordination",
        clock.now - timedelta(hours=1),
        NoticeState.QUEUED,
        0,
    )


async def test_the_same_effect_from_many_at_once_is_one_row(place: Installation, clock: Clock) -> None:
    queued = await asyncio.gather(*(queue(place, "effect", now=clock.now) for _ in range(15)))
    assert sorted(queued) == [False] * 14 + [True]
    assert await claim(place, "a", now=clock.now) == ["effect"]


async def test_what_was_sent_is_never_queued_again(place: Installation, clock: Clock) -> None:
    await queue(place, "effect", now=clock.now)
    await claim(place, "a", now=clock.now)
    assert await end(place, "effect", NoticeState.SENT, holder="a", now=clock.now)
    assert not await queue(place, "effect", now=clock.forward(days=400))
    assert await claim(place, "a", now=clock.now) == []


async def test_the_urgent_are_claimed_first_then_the_oldest(place: Installation, clock: Clock) -> None:
    await queue(place, "old", now=clock.now)
    await queue(place, "new", now=clock.forward(seconds=1))
    await queue(place, "urgent", now=clock.forward(seconds=1), priority=0)
    assert set(await claim(place, "a", now=clock.now, limit=2)) == {"urgent", "old"}
    assert await claim(place, "a", now=clock.now) == ["new"]


async def test_two_who_claim_at_once_share_no_notice(place: Installation, clock: Clock) -> None:
    for number in range(4):
        await queue(place, str(number), now=clock.now)
    async with place.transaction() as one, place.transaction() as two, asyncio.timeout(5):
        first = await claim_notices(one, holder="a", claim_for=CLAIM, limit=3, now=clock.now)
        second = await claim_notices(two, holder="b", claim_for=CLAIM, limit=3, now=clock.now)
        taken = [row.dedupe_key for row in (*first, *second)]
    assert sorted(taken) == ["0", "1", "2", "3"]


async def test_a_dead_holders_notice_is_taken_over_and_its_late_word_counts_for_nothing(
    place: Installation, clock: Clock
) -> None:
    await queue(place, "effect", now=clock.now)
    await claim(place, "a", now=clock.now)
    assert await claim(place, "b", now=clock.now + CLAIM - timedelta(seconds=1)) == []
    assert await claim(place, "b", now=clock.now + CLAIM) == ["effect"]
    assert (await read(place, "effect")).attempts == 2
    assert not await end(place, "effect", NoticeState.FAILED, holder="a", now=clock.now)
    row = await read(place, "effect")
    assert (row.state, row.claimed_by, row.failure_code) == (NoticeState.CLAIMED, "b", None)
    # The attempt happened and is kept all the same.
    assert await list_attempts(place, "effect") == [(2, NoticeState.FAILED)]
    assert await end(place, "effect", NoticeState.SENT, holder="b", now=clock.now)
    assert (await read(place, "effect")).sent_at == clock.now
    assert not await end(place, "effect", NoticeState.RETRY, holder="b", now=clock.now)
    assert (await read(place, "effect")).state is NoticeState.SENT


async def test_a_retry_waits_its_time_and_every_attempt_is_kept(place: Installation, clock: Clock) -> None:
    await queue(place, "effect", now=clock.now)
    for number in range(1, 4):
        assert await claim(place, "a", now=clock.now) == ["effect"]
        assert await end(place, "effect", NoticeState.RETRY, holder="a", now=clock.now, wait_s=60)
        assert await claim(place, "a", now=clock.forward(seconds=59)) == []
        clock.forward(seconds=1)
        assert len(await list_attempts(place, "effect")) == number
    row = await read(place, "effect")
    assert (row.state, row.attempts, row.failure_code, row.sent_at) == (NoticeState.RETRY, 3, "refused", None)


@pytest.mark.parametrize("outcome", ENDS)
async def test_an_end_is_an_end(place: Installation, clock: Clock, outcome: NoticeState) -> None:
    await queue(place, "effect", now=clock.now)
    await claim(place, "a", now=clock.now)
    assert await end(place, "effect", outcome, holder="a", now=clock.now)
    assert await claim(place, "a", now=clock.forward(days=30)) == []
    assert (await measure_waiting(place, now=clock.now)).waiting == 0


async def test_a_notice_of_a_clock_that_ran_ahead_does_not_wait_for_it(
    place: Installation, clock: Clock
) -> None:
    await queue(place, "ahead", now=clock.now + LONGEST_WAIT + timedelta(seconds=1))
    await queue(place, "within", now=clock.now + LONGEST_WAIT)
    assert await claim(place, "a", now=clock.now) == ["ahead"]


async def test_what_lies_too_long_is_found(place: Installation, clock: Clock) -> None:
    await queue(place, "lies", now=clock.now)
    await queue(place, "follows", now=clock.forward(seconds=1))
    lies = await measure_waiting(place, now=clock.now)
    assert (lies.waiting, lies.oldest_at) == (2, clock.now - timedelta(seconds=1))


async def test_a_case_without_notices_has_none(place: Installation) -> None:
    async with place.transaction() as session:
        assert await list_notices_of_case(session, UUID(int=1)) == []
