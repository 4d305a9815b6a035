"""Find what no queue row stands for any more: a case is routed whatever happened to its row."""

from __future__ import annotations

from datetime import timedelta

from models.actions.submit_report import forget_expired_answers
from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.installation import Installation
from models.store.audit_log import record_events
from models.store.dispatches import ORDINARY, URGENT, add_dispatch, list_missing_dispatches
from models.vocabulary import DispatchFlow

# The row is written with the case: one that is missing a minute later is really missing.
MISSING_AFTER = timedelta(minutes=1)


async def sweep_cases(place: Installation) -> int:
    """Queue every case that is not routed and has no open row; answers how many."""
    now = place.clock()
    async with place.transaction() as session:
        missing = await list_missing_dispatches(session, before=now - MISSING_AFTER)
        for case in missing:
            await add_dispatch(
                session,
                DispatchFlow.ROUTE_CASE,
                municipality_id=case.municipality_id,
                case_id=case.case_id,
                now=now,
                priority=URGENT if case.urgent else ORDINARY,
            )
            await record_events(
                session,
                [AuditEvent(AuditEventName.ROUTING_TAKEN_UP_AGAIN, SYSTEM, {"case_ref": case.case_ref})],
                municipality_id=case.municipality_id,
                case_id=case.case_id,
                now=now,
            )
    await forget_expired_answers(place, now=now)
    return len(missing)
