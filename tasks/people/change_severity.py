"""A person's verdict on the severity with the notices it causes, in one transaction."""

from __future__ import annotations

from datetime import datetime

from models.actions.judge_severity import Verdict, judge_severity
from models.audit import Actor, AuditEvent, AuditEventName
from models.installation import Installation
from models.store.audit_log import record_events
from models.store.cases import get_case_by_ref
from models.store.open_cases import open_case
from models.tables import CaseFile
from tasks.telling.tell_consequences import tell_consequences


async def change_severity(
    place: Installation, case_ref: str, verdict: Verdict, *, actor: Actor, now: datetime
) -> CaseFile:
    """Confirm or change the severity; a raise tells the office and newly entitled partners at once.

    Raises `CaseNotFound` and what `judge_severity` refuses; then nothing has changed.
    """
    async with place.transaction() as session:
        found = await get_case_by_ref(session, case_ref)
        opened = await open_case(session, found.case_id, master=place.master_key)
        judged = await judge_severity(session, opened, verdict, actor=actor, now=now)
        case, events = opened.case, list(judged.events)
        if judged.follows.is_raised:
            told = await tell_consequences(session, opened, judged.follows, now=now)
            events.append(AuditEvent(AuditEventName.NOTICES_QUEUED, actor, {"told": told}))
        await record_events(
            session, events, municipality_id=case.municipality_id, case_id=case.case_id, now=now
        )
    return case
