"""Step three: tell the office, the offices to inform, and the partners that policy and consent allow."""

from __future__ import annotations

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.errors import StepOutOfOrder
from models.installation import current_installation
from models.store.audit_log import record_events
from models.store.cases import parse_case_id
from models.store.open_cases import open_case
from tasks.step import step
from tasks.telling.queue_notices import queue_notices


@step("Stelle und Partner benachrichtigen")
async def notify_partners(case_id: str) -> list[str]:
    """Queue the notices with their referrals; answers who is told, by unit and reason."""
    place = current_installation()
    async with place.transaction() as session:
        opened = await open_case(session, parse_case_id(case_id), master=place.master_key)
        case = opened.case
        if case.severity is None or case.assigned_at is None:
            raise StepOutOfOrder("notify_partners needs severity and office")
        if case.notified_at is None:
            now = place.clock()
            told = await queue_notices(session, opened, now=now)
            case.notified_at = now
            case.decision = case.decision | {"told": told}
            await record_events(
                session,
                [AuditEvent(AuditEventName.NOTICES_QUEUED, SYSTEM, {"told": told})],
                municipality_id=case.municipality_id,
                case_id=case.case_id,
                now=now,
            )
        return list(case.decision["told"])
