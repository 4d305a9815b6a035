"""Questions for the day a legal period starts from: asked while it is missing, ended once it is known."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import Actor, AuditEvent, AuditEventName
from models.errors import StepOutOfOrder
from models.rules.start_events import QUESTIONS, plan_questions
from models.store.deadlines import add_deadline, end_deadline, list_deadlines_of_case, lock_live_deadlines
from models.store.open_cases import OpenCase
from models.vocabulary import DeadlineState


async def settle_questions(
    session: AsyncSession, opened: OpenCase, *, actor: Actor, now: datetime
) -> list[AuditEvent]:
    """Ask for every missing day, and stop asking for those that are known. A question is asked once."""
    case = opened.case
    if case.severity is None:
        raise StepOutOfOrder("deadlines are planned after the severity")
    rows = await list_deadlines_of_case(session, case.case_id)
    planned = {
        (question.kind, question.entitled_person): question
        for question in plan_questions(
            opened.facts,
            case.severity,
            office=case.office_id,
            ruleset=opened.ruleset,
            submitted_at=case.submitted_at,
            now=now,
            started={(row.kind, row.entitled_person) for row in rows if not row.estimated},
        )
    }
    events = []
    for row in await lock_live_deadlines(session, case.case_id, QUESTIONS):
        if (row.kind, row.entitled_person) not in planned:
            end_deadline(row, DeadlineState.MET, reason="answered", now=now)
            details = {"deadline": str(row.deadline_id), "kind": row.kind.value}
            events.append(AuditEvent(AuditEventName.DEADLINE_MET, actor, details))
    asked = {(row.kind, row.entitled_person) for row in rows}
    fresh = [question for key, question in planned.items() if key not in asked]
    for question in fresh:
        add_deadline(session, question, case=case)
    if fresh:
        due = [f"{one.kind.value}/{one.entitled_person.value} {one.due_at.isoformat()}" for one in fresh]
        events.append(AuditEvent(AuditEventName.QUESTION_ASKED, actor, {"questions": due}))
    await session.flush()
    return events
