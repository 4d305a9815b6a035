"""Somebody has reached the reporting or affected person, or answered in the mailbox."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done
from models.actions.ending import end_deadlines
from models.actions.permission import get_officer_of_open_case
from models.actions.reason import describe_action, trim_reason
from models.audit import Actor, AuditEventName
from models.refusals import ContactBeforeReport, ContactInTheFuture
from models.rules.moments import to_instant
from models.rules.transitions import CaseMove, next_state
from models.store.case_actions import add_case_action
from models.store.deadlines import lock_live_deadlines
from models.store.open_cases import OpenCase
from models.vocabulary import CaseActionKind, CaseState, DeadlineKind, DeadlineState

MET_BY_CONTACT = (DeadlineKind.ACKNOWLEDGE, DeadlineKind.FIRST_CONTACT)


async def record_contact(
    session: AsyncSession,
    opened: OpenCase,
    *,
    officer_id: str,
    contacted_at: datetime | None = None,
    reason: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Meet first_contact, and acknowledge where it was armed again; the case is being worked on from now on.

    `contacted_at` may lie in the past; naive it is local. A pause goes on. Once contacted, a second time
    changes nothing. Raises what `get_officer_of_open_case` refuses, `MoveRefused` while nobody has taken the
    case, `ContactInTheFuture`, `ContactBeforeReport` and `ReasonTooLong`.
    """
    case = opened.case
    officer = await get_officer_of_open_case(session, case, officer_id)
    at_work = next_state(case.state, CaseMove.BEGIN)
    at = now if contacted_at is None else to_instant(contacted_at, opened.ruleset.calendar.timezone)
    if at > now:
        raise ContactInTheFuture
    if at < case.submitted_at:
        raise ContactBeforeReport
    words = trim_reason(reason)
    live = await lock_live_deadlines(session, case.case_id, MET_BY_CONTACT)
    is_at_work = CaseState.IN_PROGRESS in {case.state, case.paused_from}
    if case.first_contact_at is not None and is_at_work and not live:
        return Done()
    case.state = at_work
    if case.state is CaseState.PAUSED:
        case.paused_from = CaseState.IN_PROGRESS
    case.first_contact_at = min(at, case.first_contact_at or at)
    row = await add_case_action(
        session,
        case,
        CaseActionKind.CONTACT,
        officer_id=officer.officer_id,
        reason=words,
        case_key=opened.key,
        now=now,
    )
    event = describe_action(
        AuditEventName.CASE_CONTACTED,
        row,
        reason=words,
        case_key=opened.key,
        actor=actor,
        contacted_at=at.isoformat(),
    )
    met = await end_deadlines(
        session, case, MET_BY_CONTACT, DeadlineState.MET, reason="contacted", actor=actor, now=now
    )
    return Done((event, *met))
