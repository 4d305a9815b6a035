"""Decide a routed case again under its own policy version; the result may only raise."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.proposal import describe_decision
from models.actions.raise_case import decide_anew, describe_consequences
from models.audit import SYSTEM, Actor, AuditEvent, AuditEventName
from models.errors import StepOutOfOrder
from models.installation import current_installation
from models.store.audit_log import record_events
from models.store.cases import parse_case_id
from models.store.open_cases import OpenCase, open_case
from tasks.step import step
from tasks.tell_consequences import tell_consequences


@step("erneut einstufen")
async def raise_severity(case_id: str) -> str:
    """Raise severity, office, deadlines and notices when the decision is higher now; answers the severity."""
    place = current_installation()
    async with place.transaction() as session:
        opened = await open_case(session, parse_case_id(case_id), master=place.master_key)
        case = opened.case
        if case.severity is None or case.scheduled_at is None:
            raise StepOutOfOrder("a case is decided again after it was routed")
        now = place.clock()
        events = await raise_opened(session, opened, actor=SYSTEM, now=now)
        await record_events(
            session, events, municipality_id=case.municipality_id, case_id=case.case_id, now=now
        )
        return case.severity.value


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
    return events + describe_consequences(opened, follows, actor=actor)
