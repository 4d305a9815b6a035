"""Which claimed notices leave now, which wait, and which leave together.

What is late after an outage reaches a recipient as one digest within five minutes, not as hundreds of mails.
Notices on critical and high cases that are not late wait for no digest, critical ones for no token either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.rules.pacing import Bucket, wait_for_token_s
from models.settings import MailSettings
from models.store.audit_log import record_events
from models.store.digests import (
    is_mergeable,
    leave_out_biased,
    list_ended_acts,
    list_latenesses,
    list_waiting_for,
)
from models.store.send_pace import RELAY, bucket_name, lock_paces
from models.tables import Notice, SendPace
from models.vocabulary import MessageName, NoticeState, Severity
from tasks.telling.queue_notice import MOST_URGENT, priority_of

# A tick comes every second or two: a step taken later than this was held up by an outage.
LATE_S = 60.0
MOST_IN_A_DIGEST = 1_000
DEADLINE_ENDED = "deadline_ended"


@dataclass(frozen=True, slots=True)
class Pace:
    """The buckets of everybody in a batch, locked, with what is known of its notices."""

    buckets: dict[str, Bucket]
    rows: dict[str, SendPace]
    hurried: frozenset[UUID]
    digest_every_s: float
    now: datetime

    def wait_s(self, group: Sequence[Notice]) -> float:
        """Seconds this group has to wait; 0 or less when it may leave now."""
        name = bucket_name(group[0])
        waits = [0.0]
        if is_mergeable(group[0]) and self.hurried.isdisjoint(notice.notice_id for notice in group):
            waits.append(self._until_next_digest_s(self.rows[name]))
        if min(notice.priority for notice in group) > MOST_URGENT:
            waits += [wait_for_token_s(self.buckets[key], self.rows[key].tokens) for key in (name, RELAY)]
        return max(waits)

    def _until_next_digest_s(self, row: SendPace) -> float:
        if row.digest_sent_at is None or row.digest_sent_at > self.now:  # a clock that was set back
            return 0.0
        return self.digest_every_s - (self.now - row.digest_sent_at).total_seconds()

    def spend(self, group: Sequence[Notice]) -> None:
        row = self.rows[bucket_name(group[0])]
        row.tokens -= 1
        self.rows[RELAY].tokens -= 1
        if is_mergeable(group[0]):
            row.digest_sent_at = self.now


async def choose_leaving(
    session: AsyncSession, claimed: Sequence[Notice], *, settings: MailSettings, now: datetime
) -> list[Notice]:
    """Put back what waits, merge what leaves together, spend the tokens; answers what leaves.

    The rows of `claimed` are locked. A notice that leaves with others names them by their `carried_by`.
    """
    if not claimed:
        return []
    # Nothing read here depends on what is changed here: all of it is written at once at the end.
    with session.no_autoflush:
        await _cancel_ended(session, claimed, now=now)
        pace = await _lock_pace(session, claimed, settings=settings, now=now)
        leaving: list[Notice] = []
        for group in _group(notice for notice in claimed if notice.state is NoticeState.CLAIMED):
            waits_s = pace.wait_s(group)
            if waits_s > 0:
                for notice in group:
                    _put_back(notice, now + timedelta(seconds=waits_s))
                continue
            pace.spend(group)
            leaving += await _merge(session, group) if is_mergeable(group[0]) else group
    await session.flush()
    return leaving


async def _lock_pace(
    session: AsyncSession, claimed: Sequence[Notice], *, settings: MailSettings, now: datetime
) -> Pace:
    each = Bucket(settings.recipient_burst, settings.recipient_per_minute)
    buckets = {bucket_name(notice): each for notice in claimed}
    buckets[RELAY] = Bucket(settings.relay_burst, settings.relay_per_minute)
    return Pace(
        buckets=buckets,
        rows=await lock_paces(session, buckets, now=now),
        hurried=await _list_hurried(session, claimed),
        digest_every_s=settings.digest_every_s,
        now=now,
    )


async def _list_hurried(session: AsyncSession, claimed: Sequence[Notice]) -> frozenset[UUID]:
    urgent = [notice for notice in claimed if notice.priority <= priority_of(Severity.HIGH)]
    acts = {notice.act_id for notice in urgent if notice.act_id is not None}
    lateness = await list_latenesses(session, acts) if acts else {}
    return frozenset(
        notice.notice_id
        for notice in urgent
        if notice.act_id is None or lateness.get(notice.act_id, 0.0) <= LATE_S
    )


async def _cancel_ended(session: AsyncSession, claimed: Sequence[Notice], *, now: datetime) -> None:
    """What was settled before its notice left is not told any more."""
    acts = {notice.act_id for notice in claimed if is_mergeable(notice) and notice.act_id is not None}
    ended = await list_ended_acts(session, acts) if acts else frozenset()
    for notice in claimed:
        if notice.act_id is None or notice.act_id not in ended:
            continue
        notice.state, notice.claimed_by, notice.failure_code = NoticeState.CANCELLED, None, DEADLINE_ENDED
        details = {"notice": str(notice.notice_id), "message": notice.message.value, "code": DEADLINE_ENDED}
        event = AuditEvent(AuditEventName.NOTICE_CANCELLED, SYSTEM, details)
        await record_events(
            session, [event], municipality_id=notice.municipality_id, case_id=notice.case_id, now=now
        )


def _group(notices: Iterable[Notice]) -> list[list[Notice]]:
    """Mergeable ones by recipient and language, every other alone; in the order they were claimed."""
    groups: dict[Any, list[Notice]] = {}
    for notice in notices:
        alone = None if is_mergeable(notice) else notice.notice_id
        groups.setdefault((bucket_name(notice), notice.language, alone), []).append(notice)
    return list(groups.values())


async def _merge(session: AsyncSession, group: Sequence[Notice]) -> list[Notice]:
    """One notice that carries the group and all else that waits for its recipient."""
    waiting = await list_waiting_for(session, group[0], limit=MOST_IN_A_DIGEST)
    every = await leave_out_biased(session, [*group, *waiting])
    if not every:
        return list(group)
    lead = min(
        every,
        key=lambda notice: (
            notice.message is MessageName.DEADLINE_REMINDER,
            notice.priority,
            _deadline_of(notice.context),
        ),
    )
    holder, claimed_until = group[0].claimed_by, group[0].available_at
    told = {_deadline_of(lead.context)}
    also = []
    for notice in every:
        notice.state, notice.claimed_by, notice.available_at = NoticeState.CLAIMED, holder, claimed_until
        notice.attempts = max(notice.attempts, 1)
        if notice is lead:
            continue
        notice.carried_by = lead.notice_id
        if _deadline_of(notice.context) not in told:
            told.add(_deadline_of(notice.context))
            also.append({key: notice.context[key] for key in ("case_ref", "severity", "deadline", "link")})
    if also:
        lead.context = lead.context | {"also": also}
    return [lead]


def _deadline_of(context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Case, kind and person: a digest names each deadline once."""
    line = context["deadline"]
    return context["case_ref"], line["kind"], line["entitled_person"]


def _put_back(notice: Notice, until: datetime) -> None:
    """It was not tried."""
    notice.attempts -= 1
    notice.state = NoticeState.RETRY if notice.attempts else NoticeState.QUEUED
    notice.claimed_by = None
    notice.available_at = until
