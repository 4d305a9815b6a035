"""An officer takes a case."""

from __future__ import annotations

from datetime import datetime

from models.actions.permission import get_acting_officer
from models.audit import Actor, AuditEvent, AuditEventName
from models.installation import Installation
from models.rules.transitions import CaseMove, next_state
from models.store.audit_log import record_events
from models.store.cases import get_case_by_ref, lock_case
from models.store.deadlines import end_deadline, lock_live_deadlines
from models.tables import CaseFile
from models.vocabulary import DeadlineKind, DeadlineState


async def acknowledge_case(
    place: Installation, case_ref: str, officer_id: str, *, actor: Actor, now: datetime
) -> CaseFile:
    """Take the case and stop its acknowledge deadline, and that one alone.

    Raises `CaseNotFound`, what `get_acting_officer` refuses, and `TransitionRefused` when the case is not
    waiting for somebody to take it.
    """
    async with place.transaction() as session:
        found = await get_case_by_ref(session, case_ref)
        case = await lock_case(session, found.case_id)
        taken = next_state(case.state, CaseMove.ACKNOWLEDGE)
        officer = await get_acting_officer(session, case, officer_id)
        case.state = taken
        case.acknowledged_at = now
        case.acknowledged_by = officer.officer_id
        events = [
            AuditEvent(AuditEventName.CASE_ACKNOWLEDGED, actor, {"officer": officer.officer_id}),
        ]
        for deadline in await lock_live_deadlines(session, case.case_id, [DeadlineKind.ACKNOWLEDGE]):
            end_deadline(deadline, DeadlineState.MET, reason="acknowledged", now=now)
            events.append(
                AuditEvent(
                    AuditEventName.DEADLINE_MET,
                    actor,
                    {"deadline": str(deadline.deadline_id), "kind": deadline.kind.value},
                )
            )
        await record_events(
            session, events, municipality_id=case.municipality_id, case_id=case.case_id, now=now
        )
    return case
