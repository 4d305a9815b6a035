"""Close a case: every live deadline ends, the legal ones only on purpose."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done
from models.actions.ending import end_deadlines
from models.actions.permission import get_officer_of_open_case
from models.actions.reason import describe_action, need_reason
from models.audit import Actor, AuditEvent, AuditEventName
from models.refusals import LegalDeadlinesRun
from models.rules.transitions import CaseMove, next_state
from models.store.case_actions import add_case_action
from models.store.deadlines import lock_live_deadlines
from models.store.open_cases import OpenCase
from models.vocabulary import STATUTORY, CaseActionKind, DeadlineKind, DeadlineState

CASE_CLOSED = "case closed"


async def close_case(
    session: AsyncSession,
    opened: OpenCase,
    *,
    officer_id: str,
    reason: str | None,
    feedback_told: bool = False,
    confirm_legal: bool = False,
    actor: Actor,
    now: datetime,
) -> Done:
    """Deadlines whose matter is done were met then; feedback is met with `feedback_told`, all else cancelled.

    Raises what `get_officer_of_open_case` and `need_reason` refuse, `MoveRefused` while nobody has taken the
    case, and `LegalDeadlinesRun`, which names them, while one runs and `confirm_legal` is not given.
    """
    case = opened.case
    officer = await get_officer_of_open_case(session, case, officer_id)
    closed = next_state(case.state, CaseMove.CLOSE)
    words = need_reason(reason)
    live = await lock_live_deadlines(session, case.case_id)
    zone = ZoneInfo(opened.ruleset.calendar.timezone)
    legal = [
        (row.kind, row.due_on or row.due_at.astimezone(zone).date()) for row in live if row.kind in STATUTORY
    ]
    if legal and not confirm_legal:
        raise LegalDeadlinesRun(sorted(legal, key=lambda running: running[1]))
    met: list[AuditEvent] = []
    if feedback_told:
        met = await end_deadlines(
            session,
            case,
            [DeadlineKind.FEEDBACK],
            DeadlineState.MET,
            reason="result told",
            actor=actor,
            now=now,
        )
        await session.flush()
    cancelled = await end_deadlines(
        session,
        case,
        tuple(DeadlineKind),
        DeadlineState.CANCELLED,
        reason=CASE_CLOSED,
        actor=actor,
        now=now,
    )
    case.state = closed
    case.closed_at = now
    case.paused_at = case.pause_ends_at = case.paused_from = None
    action = await add_case_action(
        session,
        case,
        CaseActionKind.CLOSE,
        officer_id=officer.officer_id,
        reason=words,
        case_key=opened.key,
        now=now,
    )
    event = describe_action(
        AuditEventName.CASE_CLOSED,
        action,
        reason=words,
        case_key=opened.key,
        actor=actor,
        legal_deadlines=[f"{kind.value} {on.isoformat()}" for kind, on in legal],
        feedback_told=feedback_told,
    )
    return Done((event, *met, *cancelled))
