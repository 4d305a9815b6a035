"""End live deadlines of a case, each with its audit entry."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import Actor, AuditEvent, AuditEventName
from models.store.deadlines import end_deadline, lock_live_deadlines
from models.tables import CaseFile
from models.vocabulary import DeadlineKind, DeadlineState

_NAMES = {
    DeadlineState.MET: AuditEventName.DEADLINE_MET,
    DeadlineState.CANCELLED: AuditEventName.DEADLINE_CANCELLED,
}


async def end_deadlines(
    session: AsyncSession,
    case: CaseFile,
    kinds: Collection[DeadlineKind],
    state: DeadlineState,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> list[AuditEvent]:
    """Met or cancelled; answers an entry for each that was live."""
    events = []
    for deadline in await lock_live_deadlines(session, case.case_id, kinds):
        end_deadline(deadline, state, reason=reason, now=now)
        details = {"deadline": str(deadline.deadline_id), "kind": deadline.kind.value}
        events.append(AuditEvent(_NAMES[state], actor, details))
    return events
