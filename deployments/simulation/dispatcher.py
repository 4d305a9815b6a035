"""What the dispatcher and the delivery do at one moment, in the order in which they would notice it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from flows.route_case import route_case_plainly
from models.installation import Installation
from models.store.dispatches import lease_dispatches, save_dispatch
from models.vocabulary import Audience, DeadlineKind, DispatchFlow, DispatchState, StepKind
from notifications.recording import RecordingRelay
from tasks.delivery.send_notices import BATCH as BATCH_OF_MAILS
from tasks.delivery.send_notices import send_notices
from tasks.fire_deadlines import BATCH as BATCH_OF_DEADLINES
from tasks.fire_deadlines import fire_deadlines
from tasks.resume_paused import resume_paused

AT_ONCE = 8
_HOLDER = "simulation"
_LEASE = timedelta(minutes=5)

# Read with the least that is possible: it is asked before every move of the clock.
_COMING = b"""
SELECT (SELECT min(next_action_at) FROM deadline
        WHERE state IN ('armed', 'breached') AND set_aside_at IS NULL),
       (SELECT min(pause_ends_at) FROM case_file WHERE pause_ends_at IS NOT NULL),
       (SELECT min(available_at) FROM notice WHERE state IN ('queued', 'claimed', 'retry')),
       EXISTS (SELECT FROM dispatch WHERE state = 'pending' AND flow = 'route_case')
"""
_FIRED = b"""
SELECT d.case_id, d.kind, f.step, f.audience FROM deadline_firing f JOIN deadline d USING (deadline_id)
WHERE f.fired_at = %s AND f.act_id IS NOT NULL AND NOT f.skipped
"""
# No Prefect here to show them in; the tick has acted already.
_SHOWN = b"""
UPDATE dispatch SET state = 'done', worked_at = %(now)s, done_at = %(now)s
WHERE state = 'pending' AND flow = 'escalate_deadline'
"""


@dataclass(frozen=True, slots=True)
class Coming:
    """When something is next to do; `to_route`: reports wait."""

    deadline_at: datetime | None
    pause_ends_at: datetime | None
    notice_at: datetime | None
    to_route: bool

    def has_deadline(self, now: datetime) -> bool:
        return self.deadline_at is not None and self.deadline_at <= now

    def has_pause(self, now: datetime) -> bool:
        return self.pause_ends_at is not None and self.pause_ends_at <= now

    def has_mail(self, now: datetime) -> bool:
        return self.notice_at is not None and self.notice_at <= now


@dataclass(frozen=True, slots=True)
class Fired:
    case_id: UUID
    kind: DeadlineKind
    step: StepKind
    audience: Audience


class Dispatcher:
    """The real steps over one connection of its own for looking ahead."""

    def __init__(self, place: Installation, looking: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        self._place = place
        self._looking = looking
        self._relay = RecordingRelay()
        self.mails = 0

    async def look_ahead(self) -> Coming:
        ((deadline_at, pause_ends_at, notice_at, to_route),) = await self._read(_COMING)
        return Coming(deadline_at, pause_ends_at, notice_at, to_route)

    async def route_waiting(self) -> list[UUID]:
        """Lease, the four steps as plain functions, close the row: the cases that were routed."""
        routed: list[UUID] = []
        while True:
            now = self._place.clock()
            async with self._place.transaction() as session:
                rows = await lease_dispatches(
                    session, holder=_HOLDER, lease_for=_LEASE, limit=AT_ONCE, now=now
                )
                leased = [(row.dispatch_id, row.case_id, row.flow) for row in rows]
            to_route = [case_id for _, case_id, flow in leased if flow is DispatchFlow.ROUTE_CASE and case_id]
            await asyncio.gather(*(route_case_plainly(str(case_id)) for case_id in to_route))
            async with self._place.transaction() as session:
                for dispatch_id, _, _ in leased:
                    await save_dispatch(
                        session,
                        dispatch_id,
                        holder=_HOLDER,
                        state=DispatchState.DONE,
                        worked_at=now,
                        done_at=now,
                    )
            routed += to_route
            if len(leased) < AT_ONCE:
                return routed

    async def end_pauses(self) -> None:
        await resume_paused.fn()

    async def tick(self) -> list[Fired]:
        """Act on what is due; what newly fired."""
        while await fire_deadlines.fn() == BATCH_OF_DEADLINES:
            pass
        now = self._place.clock()
        return [
            Fired(case_id, DeadlineKind(kind), StepKind(step), Audience(audience))
            for case_id, kind, step, audience in await self._read(_FIRED, now)
        ]

    async def close_shown(self) -> None:
        await self._looking.execute(_SHOWN, {"now": self._place.clock()})

    async def deliver(self) -> None:
        sent = BATCH_OF_MAILS
        while sent == BATCH_OF_MAILS:
            sent = await send_notices(self._place, holder=_HOLDER, via=self._relay.open_relay)
            self.mails += len(self._relay.mails)
            self._relay.mails.clear()

    async def find_case_id(self, case_ref: str) -> UUID:
        ((case_id,),) = await self._read(b"SELECT case_id FROM case_file WHERE case_ref = %s", case_ref)
        return UUID(str(case_id))

    async def _read(self, query: bytes, *values: object) -> list[tuple[Any, ...]]:
        return list(await (await self._looking.execute(query, values)).fetchall())
