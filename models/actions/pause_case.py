"""Pause a case with a reason and an end; go on before it or at it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done, Resumed
from models.actions.paused_deadlines import run_deadlines_on, stop_deadlines
from models.actions.permission import get_officer_of_open_case
from models.actions.reason import describe_action, need_reason
from models.audit import Actor, AuditEvent, AuditEventName
from models.refusals import NotPaused
from models.rules.moments import to_instant
from models.rules.pausing import check_pause
from models.rules.transitions import CaseMove, next_state
from models.store.case_actions import add_case_action, list_case_actions
from models.store.open_cases import OpenCase
from models.tables import Deadline
from models.vocabulary import CaseActionKind


async def pause_case(
    session: AsyncSession,
    opened: OpenCase,
    *,
    officer_id: str,
    until: datetime,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Stop acknowledge, first_contact and review until then; feedback and legal periods run on.

    Raises what `get_officer_of_open_case`, `need_reason` and `check_pause` refuse, and `MoveRefused` when the
    case is not taken or paused already.
    """
    case = opened.case
    officer = await get_officer_of_open_case(session, case, officer_id)
    paused_from, paused = case.state, next_state(case.state, CaseMove.PAUSE)
    words = need_reason(reason)
    ends_at = to_instant(until, opened.ruleset.calendar.timezone)
    check_pause(ends_at, now=now)
    rows = await stop_deadlines(session, opened, now=now)
    case.state, case.paused_from = paused, paused_from
    case.paused_at, case.pause_ends_at = now, ends_at
    action = await add_case_action(
        session,
        case,
        CaseActionKind.PAUSE,
        officer_id=officer.officer_id,
        reason=words,
        case_key=opened.key,
        now=now,
    )
    event = describe_action(
        AuditEventName.CASE_PAUSED,
        action,
        reason=words,
        case_key=opened.key,
        actor=actor,
        ends_at=ends_at.isoformat(),
        deadlines=[row.kind.value for row in rows],
    )
    return Done((event,))


async def resume_case(
    session: AsyncSession, opened: OpenCase, *, officer_id: str, actor: Actor, now: datetime
) -> Done:
    """End the pause now. Raises what `get_officer_of_open_case` refuses, and `NotPaused`."""
    officer = await get_officer_of_open_case(session, opened.case, officer_id)
    return await end_pause(session, opened, officer_id=officer.officer_id, actor=actor, now=now)


async def end_pause(
    session: AsyncSession, opened: OpenCase, *, officer_id: str | None = None, actor: Actor, now: datetime
) -> Done:
    """Let the paused deadlines run on, from the agreed end of the pause if that has passed already.

    What had fired before the pause does not fire again. Raises `NotPaused`.
    """
    case = opened.case
    if case.paused_at is None or case.pause_ends_at is None:
        raise NotPaused
    resumed_at = min(now, case.pause_ends_at)
    rows = await run_deadlines_on(session, opened, resumed_at=resumed_at)
    begun = await list_case_actions(session, case.case_id, CaseActionKind.PAUSE)
    paused_at = begun[-1].taken_at if begun else case.paused_at
    case.state = next_state(case.state, CaseMove.RESUME, before_pause=case.paused_from)
    case.paused_at = case.pause_ends_at = case.paused_from = None
    action = await add_case_action(
        session,
        case,
        CaseActionKind.RESUME,
        officer_id=officer_id or "",
        case_key=opened.key,
        now=resumed_at,
    )
    events = [
        describe_action(
            AuditEventName.CASE_RESUMED,
            action,
            reason=None,
            case_key=opened.key,
            actor=actor,
            resumed_at=resumed_at.isoformat(),
        ),
        *_describe(rows, actor),
    ]
    return Done(tuple(events), (Resumed(paused_at, officer_id),))


def _describe(rows: Iterable[Deadline], actor: Actor) -> list[AuditEvent]:
    due = [f"{row.kind.value} {row.due_at.isoformat()}" for row in rows]
    return [AuditEvent(AuditEventName.DEADLINES_REPLANNED, actor, {"deadlines": due})] if due else []
