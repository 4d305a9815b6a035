"""A conflict of interest with everything that follows from it, in one transaction."""

from __future__ import annotations

from datetime import datetime

from models.actions.mark_biased import mark_biased
from models.audit import Actor, AuditEvent, AuditEventName
from models.installation import Installation
from models.store.audit_log import record_events
from models.store.cases import get_case_by_ref, lock_case
from models.tables import CaseFile
from tasks.telling.queue_notices import queue_notices


async def exclude_officer(
    place: Installation, case_ref: str, officer_id: str, *, marked_by: str, actor: Actor, now: datetime
) -> CaseFile:
    """Mark the officer as biased; a case that is released by it is told to its office at once.

    Raises `CaseNotFound` and what `mark_biased` refuses; then nothing has changed.
    """
    async with place.transaction() as session:
        found = await get_case_by_ref(session, case_ref)
        case = await lock_case(session, found.case_id)
        marked = await mark_biased(
            session, case, officer_id, marked_by=marked_by, master=place.master_key, actor=actor, now=now
        )
        events = list(marked.events)
        if marked.released:
            told = await queue_notices(session, marked.opened, now=now)
            events.append(AuditEvent(AuditEventName.NOTICES_QUEUED, actor, {"told": told}))
        if events:
            await record_events(
                session, events, municipality_id=case.municipality_id, case_id=case.case_id, now=now
            )
    return case
