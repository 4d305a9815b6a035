"""What deciding a case again does and whom it tells, for the step and for whoever adds answers."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.proposal import describe_decision
from models.actions.raise_case import decide_anew, describe_consequences
from models.actions.start_events import settle_questions
from models.audit import Actor, AuditEvent, AuditEventName
from models.store.open_cases import OpenCase
from tasks.telling.tell_consequences import tell_consequences


async def raise_opened(
    session: AsyncSession, opened: OpenCase, *, actor: Actor, now: datetime
) -> list[AuditEvent]:
    """Decide on the facts as they are known now and tell everybody it newly concerns.

    Answers the entries for the audit log, which the caller records last.
    """
    decision, follows = await decide_anew(session, opened, now=now)
    told = await tell_consequences(session, opened, follows, now=now)
    details = describe_decision(opened, decision) | {
        "before": follows.before.value,
        "in_force": follows.after.value,
    }
    events = [AuditEvent(AuditEventName.ROUTED_AGAIN, actor, details)]
    if follows.is_raised:
        events.append(AuditEvent(AuditEventName.SEVERITY_RAISED, actor, details | {"told": told}))
    elif told:
        events.append(AuditEvent(AuditEventName.NOTICES_QUEUED, actor, {"told": told}))
    events += describe_consequences(opened, follows, actor=actor)
    return events + await settle_questions(session, opened, actor=actor, now=now)
