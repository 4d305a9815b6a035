"""A taken case without a first contact by its time has to be taken again."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.rules.replanning import needs_taking_again, plan_armed_again
from models.rules.ruleset import Ruleset
from models.store.deadlines import add_deadline, lock_live_deadlines
from models.tables import CaseFile
from models.vocabulary import DeadlineKind

NO_FIRST_CONTACT = "no first contact"


async def rearm_acknowledge(
    session: AsyncSession, case: CaseFile, *, ruleset: Ruleset, now: datetime
) -> AuditEvent | None:
    """Arm the acknowledge deadline anew when the first contact is due and the case is taken.

    The case's row must be locked. None, and nothing changed, when the case is not taken, was contacted
    meanwhile or has a live acknowledge deadline. Whoever took the case keeps it until somebody takes it over.
    The caller records the entry, last in the transaction.
    """
    if case.severity is None or not needs_taking_again(
        case.state, taken_at=case.acknowledged_at, first_contact_at=case.first_contact_at
    ):
        return None
    if await lock_live_deadlines(session, case.case_id, [DeadlineKind.ACKNOWLEDGE]):
        return None
    planned = plan_armed_again(case.severity, office=case.office_id, ruleset=ruleset, armed_at=now)
    row = add_deadline(session, planned, case=case)
    row.reason = NO_FIRST_CONTACT
    await session.flush()
    return AuditEvent(
        AuditEventName.DEADLINE_ARMED_AGAIN,
        SYSTEM,
        {
            "deadline": str(row.deadline_id),
            "kind": row.kind.value,
            "due_at": row.due_at.isoformat(),
            "because": "no_first_contact",
        },
    )
