"""A case waits again for somebody to take it; its office may be another one."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.paused_deadlines import move_pause
from models.audit import Actor, AuditEvent, AuditEventName
from models.rules.replanning import replan_handed_over
from models.rules.transitions import CaseMove, next_state
from models.store.deadlines import add_deadline, lock_live_deadlines, planned_of_row, replan_deadline
from models.store.open_cases import OpenCase
from models.vocabulary import CaseState, DeadlineKind, DeadlineState, Severity


async def release_case(
    session: AsyncSession, opened: OpenCase, *, actor: Actor, now: datetime
) -> tuple[AuditEvent, ...]:
    """Nobody has the case any more; the office it lies with now gets its acknowledge deadline.

    That one is the smaller of what is left and the policy's time, and runs even when the case is paused. All
    other deadlines go on as they are, and so does a pause with the deadlines it stops. Raises `MoveRefused`
    from a state that knows no hand-over.
    """
    case = opened.case
    case.state = next_state(case.state, CaseMove.HAND_OVER)
    case.acknowledged_at = None
    case.acknowledged_by = None
    if case.pause_ends_at is not None:
        await move_pause(session, opened, now=now)
        case.paused_from = CaseState.ROUTED
    severity = case.severity or Severity.LOW
    rows = await lock_live_deadlines(session, case.case_id, [DeadlineKind.ACKNOWLEDGE])
    planned = replan_handed_over(
        planned_of_row(rows[0]) if rows else None,
        severity=severity,
        office=case.office_id,
        ruleset=opened.ruleset,
        handed_over_at=now,
    )
    if rows:
        rows[0].state = DeadlineState.ARMED
        rows[0].reason = None
        rows[0].consumed_s = 0
        replan_deadline(rows[0], planned, severity=severity)
    else:
        add_deadline(session, planned, case=case)
    await session.flush()
    due = [f"{planned.kind.value} {planned.due_at.isoformat()}"]
    return (AuditEvent(AuditEventName.DEADLINES_REPLANNED, actor, {"deadlines": due}),)
