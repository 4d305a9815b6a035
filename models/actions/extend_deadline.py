"""Give a deadline of the offices' own more time: with a reason and a second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done
from models.actions.permission import check_may_see, get_officer_of_open_case
from models.actions.reason import describe_action, need_reason
from models.audit import Actor, AuditEventName
from models.refusals import (
    DeadlinePaused,
    ExtensionNeedsSecondPerson,
    LegalDeadlineNotExtended,
    NewDueTooEarly,
    NoLiveDeadline,
    SecondPersonIsTheFirst,
)
from models.rules.calendar import office_calendar
from models.rules.moments import to_instant
from models.rules.pausing import count_own_time
from models.rules.replanning import plan_extended
from models.store.case_actions import add_case_action
from models.store.deadlines import lock_live_deadlines, planned_of_row, replan_deadline
from models.store.open_cases import OpenCase
from models.vocabulary import CaseActionKind, DeadlineClock, DeadlineKind, DeadlineState

EXTENDABLE = (
    DeadlineKind.ACKNOWLEDGE,
    DeadlineKind.FIRST_CONTACT,
    DeadlineKind.REVIEW,
    DeadlineKind.FEEDBACK,
)


async def extend_deadline(
    session: AsyncSession,
    opened: OpenCase,
    *,
    officer_id: str,
    kind: DeadlineKind,
    until: datetime,
    reason: str | None,
    second_id: str | None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Move the due time to a later one; reminders and escalations are planned anew on the way there.

    `until` is local when it is naive; feedback ends with the end of its local day. The second person may see
    the case. Raises what `get_officer_of_open_case`, `check_may_see` and `need_reason` refuse,
    `LegalDeadlineNotExtended`, `NoLiveDeadline`, `DeadlinePaused`, `NewDueTooEarly`,
    `ExtensionNeedsSecondPerson` and `SecondPersonIsTheFirst`.
    """
    case = opened.case
    officer = await get_officer_of_open_case(session, case, officer_id)
    if kind not in EXTENDABLE:
        raise LegalDeadlineNotExtended
    words = need_reason(reason)
    if not second_id:
        raise ExtensionNeedsSecondPerson
    if second_id == officer.officer_id:
        raise SecondPersonIsTheFirst
    await check_may_see(session, case, second_id)
    rows = await lock_live_deadlines(session, case.case_id, [kind])
    if not rows:
        raise NoLiveDeadline
    row = rows[0]
    if row.state is DeadlineState.PAUSED:
        raise DeadlinePaused
    before = row.due_at
    planned = plan_extended(
        planned_of_row(row),
        to_instant(until, opened.ruleset.calendar.timezone),
        severity=row.severity,
        office=case.office_id,
        ruleset=opened.ruleset,
        extended_at=now,
    )
    if planned.due_at <= max(before, now):
        raise NewDueTooEarly
    if row.budget_s is not None and row.clock is not DeadlineClock.LEGAL:
        calendar = office_calendar(opened.ruleset, case.office_id)
        more_s = count_own_time(row.clock, before, planned.due_at, calendar=calendar)
        planned = replace(planned, budget_s=row.budget_s + more_s)
    replan_deadline(row, planned, severity=row.severity)
    action = await add_case_action(
        session,
        case,
        CaseActionKind.EXTEND,
        officer_id=officer.officer_id,
        second_id=second_id,
        deadline_id=row.deadline_id,
        reason=words,
        case_key=opened.key,
        now=now,
    )
    event = describe_action(
        AuditEventName.DEADLINE_EXTENDED,
        action,
        reason=words,
        case_key=opened.key,
        actor=actor,
        deadline=str(row.deadline_id),
        kind=row.kind.value,
        before=before.isoformat(),
        due_at=row.due_at.isoformat(),
    )
    return Done((event,))
