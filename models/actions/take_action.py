"""The frame of every action of a person on a case: one transaction, audited, with the notices it causes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done, Tell
from models.actions.permission import get_case_within
from models.audit import Actor, AuditEvent, AuditEventName
from models.installation import Installation
from models.store.audit_log import record_events
from models.store.open_cases import OpenCase, open_case
from models.tables import CaseFile


class Act(Protocol):
    """What is done to the opened case, whose row is locked; all else of the action is bound already."""

    async def __call__(
        self, session: AsyncSession, opened: OpenCase, *, actor: Actor, now: datetime
    ) -> Done: ...


async def take_action(
    place: Installation,
    case_ref: str,
    act: Act,
    *,
    actor: Actor,
    now: datetime,
    tell: Tell,
    municipality_id: str | None = None,
) -> CaseFile:
    """Lock the case, act, queue the notices and write the audit log; all of it or nothing.

    Locks are taken in the order case, deadlines, audit head. Raises `CaseNotFound`, also for a case of
    another municipality than the one named, and what the act refuses.
    """
    async with place.transaction() as session:
        found = await get_case_within(session, case_ref, municipality_id)
        opened = await open_case(session, found.case_id, master=place.master_key)
        done = await act(session, opened, actor=actor, now=now)
        await finish_action(session, opened, done, tell=tell, actor=actor, now=now)
    return opened.case


async def finish_action(
    session: AsyncSession, opened: OpenCase, done: Done, *, tell: Tell, actor: Actor, now: datetime
) -> None:
    """Tell the effects and record the entries, last in the transaction."""
    case, told = opened.case, []
    await session.flush()
    for effect in done.effects:
        told += await tell(session, opened, effect, now=now)
    events = list(done.events)
    if told:
        events.append(AuditEvent(AuditEventName.NOTICES_QUEUED, actor, {"told": told}))
    if events:
        await record_events(
            session, events, municipality_id=case.municipality_id, case_id=case.case_id, now=now
        )
