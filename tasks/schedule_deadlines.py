"""Step four: arm every deadline with its plan; the case is routed then."""

from __future__ import annotations

from models.actions.start_events import settle_questions
from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.errors import StepOutOfOrder
from models.installation import current_installation
from models.rules.deadlines import plan_deadlines
from models.store.audit_log import record_events
from models.store.cases import parse_case_id
from models.store.deadlines import add_deadline, list_deadlines_of_case
from models.store.open_cases import open_case
from models.vocabulary import CaseState
from tasks.step import step


@step("Fristen setzen")
async def schedule_deadlines(case_id: str) -> list[str]:
    """Save the deadlines; answers each as "kind: due time" in UTC."""
    place = current_installation()
    async with place.transaction() as session:
        opened = await open_case(session, parse_case_id(case_id), master=place.master_key)
        case = opened.case
        if case.severity is None or case.notified_at is None:
            raise StepOutOfOrder("schedule_deadlines needs severity, office and notices")
        if case.scheduled_at is None:
            now = place.clock()
            planned = plan_deadlines(
                opened.facts,
                case.severity,
                office=case.office_id,
                ruleset=opened.ruleset,
                submitted_at=case.submitted_at,
            )
            for deadline in planned:
                add_deadline(session, deadline, case=case)
            case.scheduled_at = now
            case.routed_at = now
            if case.state is CaseState.RECEIVED:
                case.state = CaseState.ROUTED
            asked = await settle_questions(session, opened, actor=SYSTEM, now=now)
            due = [
                f"{deadline.kind.value}/{deadline.entitled_person.value} {deadline.due_at.isoformat()}"
                for deadline in planned
            ]
            await record_events(
                session,
                [
                    AuditEvent(AuditEventName.DEADLINES_SCHEDULED, SYSTEM, {"deadlines": due}),
                    *asked,
                    AuditEvent(AuditEventName.CASE_ROUTED, SYSTEM, {"office": case.office_id or ""}),
                ],
                municipality_id=case.municipality_id,
                case_id=case.case_id,
                now=now,
            )
            return [f"{deadline.kind.value}: {deadline.due_at.isoformat()}" for deadline in planned]
        rows = await list_deadlines_of_case(session, case.case_id)
        return [f"{row.kind.value}: {row.due_at.isoformat()}" for row in rows]
