"""A run that failed too often is set aside: somebody has to know at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.store.audiences import COORDINATION
from models.store.audit_log import record_events
from models.store.cases import get_case
from models.store.directory import get_municipality
from notifications import catalogue, dedupe
from tasks.telling.compose_messages import contact_of_coordination, link_to_case
from tasks.telling.queue_notice import queue_notice


async def tell_dispatch_set_aside(
    session: AsyncSession, case_id: UUID, *, attempts: int, code: str, now: datetime
) -> None:
    """Alarm the coordination in words and write the audit log."""
    case = await get_case(session, case_id)
    municipality = await get_municipality(session, case.municipality_id)
    alarm = catalogue.AlarmUnrouted(
        municipality=municipality.name_de,
        timezone=municipality.timezone,
        ask=contact_of_coordination(municipality),
        case_ref=case.case_ref,
        received_at=case.submitted_at,
        attempts=attempts,
        link=link_to_case(case.case_ref),
        problem=code,
    )
    key = dedupe.alarm_unrouted_key(case_id, COORDINATION.recipient_id, since=now)
    await queue_notice(session, case, alarm, recipient=COORDINATION, dedupe_key=key, now=now)
    event = AuditEvent(AuditEventName.ROUTING_SET_ASIDE, SYSTEM, {"attempts": attempts, "code": code})
    await record_events(session, [event], municipality_id=case.municipality_id, case_id=case_id, now=now)
