"""A named case moved to the policy in force, decided again under it, with the notices that follow."""

from __future__ import annotations

from datetime import datetime

from models.actions.move_to_policy import move_to_policy
from models.audit import Actor, AuditEvent, AuditEventName
from models.installation import Installation
from models.store.audit_log import record_events
from models.store.cases import get_case_by_ref
from tasks.people.raise_opened import raise_opened


async def move_case(place: Installation, case_ref: str, *, actor: Actor, now: datetime) -> bool:
    """False when the case is decided by the policy in force already. The severity may only rise.

    Raises `CaseNotFound` and `TransitionRefused`.
    """
    async with place.transaction() as session:
        found = await get_case_by_ref(session, case_ref)
        moved = await move_to_policy(session, found, master=place.master_key, now=now)
        if moved is None:
            return False
        case, ruleset = moved.opened.case, moved.opened.ruleset
        due = [f"{planned.kind.value} {planned.due_at.isoformat()}" for planned in moved.planned]
        events = [
            AuditEvent(
                AuditEventName.CASE_MOVED_TO_POLICY,
                actor,
                {
                    "before": moved.before,
                    "policy": f"{ruleset.id} {ruleset.version}",
                    "sha256": ruleset.sha256,
                },
            ),
            AuditEvent(AuditEventName.DEADLINES_REPLANNED, actor, {"deadlines": due}),
            *await raise_opened(session, moved.opened, actor=actor, now=now),
        ]
        await record_events(
            session, events, municipality_id=case.municipality_id, case_id=case.case_id, now=now
        )
    return True
