"""A named case moved to the policy in force, decided again under it, with the notices that follow."""

from __future__ import annotations

from datetime import datetime

from models.actions.answer_case import decide_again
from models.actions.move_to_policy import move_to_policy
from models.actions.take_action import finish_action
from models.audit import Actor, AuditEvent, AuditEventName
from models.installation import Installation
from models.store.cases import get_case_by_ref
from tasks.people.tell_people import tell_people


async def move_case(place: Installation, case_ref: str, *, actor: Actor, now: datetime) -> bool:
    """False when the case is decided by the policy in force already. The severity may only rise.

    Raises `CaseNotFound` and `TransitionRefused`.
    """
    async with place.transaction() as session:
        found = await get_case_by_ref(session, case_ref)
        moved = await move_to_policy(session, found, master=place.master_key, now=now)
        if moved is None:
            return False
        ruleset = moved.opened.ruleset
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
        ]
        done = await decide_again(session, moved.opened, before=events, actor=actor, now=now)
        await finish_action(session, moved.opened, done, tell=tell_people, actor=actor, now=now)
    return True
