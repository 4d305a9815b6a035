"""Take up a closed case again: the offices' own deadlines begin anew, periods of the law are as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.close_case import CASE_CLOSED
from models.actions.done import Done, Released
from models.actions.permission import get_acting_officer
from models.actions.raise_case import Consequences, assign_anew, describe_consequences
from models.actions.reason import describe_action, need_reason
from models.audit import Actor, AuditEvent, AuditEventName
from models.rules.deadlines import plan_deadlines
from models.rules.decision import PlannedDeadline
from models.rules.period_end import over_from
from models.rules.transitions import CaseMove, next_state
from models.store.absences import list_absences_within
from models.store.audit_log import number_endings
from models.store.biases import is_biased
from models.store.case_actions import add_case_action
from models.store.deadlines import add_deadline, breach_deadline, list_deadlines_of_case, planned_of_row
from models.store.directory import find_officer
from models.store.open_cases import OpenCase, local_day
from models.vocabulary import CaseActionKind, DeadlineClock, DeadlineKind, DeadlineState, Severity

_OWN = frozenset(
    {DeadlineKind.ACKNOWLEDGE, DeadlineKind.FIRST_CONTACT, DeadlineKind.REVIEW, DeadlineKind.FEEDBACK}
)


async def reopen_case(
    session: AsyncSession,
    opened: OpenCase,
    *,
    officer_id: str,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Nothing of the time before the closing fires; the next step has to be decided again.

    review and feedback get the policy's time from now on, first_contact too unless somebody was contacted,
    acknowledge unless whoever had taken the case is there. What closing cancelled of the law's is armed with
    its dates, without the steps in the past. Raises what `get_acting_officer` and `need_reason` refuse, and
    `MoveRefused` when the case is not closed.
    """
    case = opened.case
    officer = await get_acting_officer(session, case, officer_id)
    state = next_state(case.state, CaseMove.REOPEN)
    words = need_reason(reason)
    case.state = state
    case.closed_at = None
    case.next_step = None
    moved = _leave_conflicted_office(opened, actor=actor)
    is_taken = await _is_taken(session, opened, now=now)
    armed = []
    for planned in await _list_own(opened, is_taken=is_taken, now=now) + await _list_legal(
        session, opened, now=now
    ):
        row = add_deadline(session, planned, case=case)
        if planned.clock is DeadlineClock.LEGAL and over_from(planned.clock, planned.due_at) <= now:
            breach_deadline(row)
        armed.append(planned)
    await session.flush()
    action = await add_case_action(
        session,
        case,
        CaseActionKind.REOPEN,
        officer_id=officer.officer_id,
        reason=words,
        case_key=opened.key,
        now=now,
    )
    event = describe_action(
        AuditEventName.CASE_REOPENED, action, reason=words, case_key=opened.key, actor=actor
    )
    due = [f"{planned.kind.value} {planned.due_at.isoformat()}" for planned in armed]
    scheduled = AuditEvent(AuditEventName.DEADLINES_SCHEDULED, actor, {"deadlines": due})
    return Done((event, *moved, scheduled), (Released(),) if moved else ())


def _leave_conflicted_office(opened: OpenCase, *, actor: Actor) -> list[AuditEvent]:
    """Everybody of its office may have been marked while it was closed: then the next office has it."""
    case = opened.case
    if case.severity is None or case.office_id not in opened.facts.not_to_offices:
        return []
    before = case.office_id
    case.acknowledged_at = None
    assign_anew(opened)
    return describe_consequences(opened, Consequences(case.severity, case.severity, before), actor=actor)


async def _is_taken(session: AsyncSession, opened: OpenCase, *, now: datetime) -> bool:
    """Whoever had the case is there today; one who is gone for good has it no more."""
    case = opened.case
    if case.acknowledged_by is None:
        return False
    officer = await find_officer(session, case.municipality_id, case.acknowledged_by)
    if (
        officer is None
        or not officer.active
        or officer.office_id not in {None, case.office_id}
        or await is_biased(session, case.case_id, officer.officer_id)
    ):
        case.acknowledged_by = None
        return False
    today = local_day(now, opened.ruleset.calendar.timezone)
    return not await list_absences_within(
        session, case.municipality_id, officer.officer_id, from_on=today, until_on=today
    )


async def _list_own(opened: OpenCase, *, is_taken: bool, now: datetime) -> list[PlannedDeadline]:
    case = opened.case
    done = set()
    if is_taken:
        done.add(DeadlineKind.ACKNOWLEDGE)
    if case.first_contact_at is not None:
        done.add(DeadlineKind.FIRST_CONTACT)
    planned = plan_deadlines(
        opened.facts,
        case.severity or Severity.LOW,
        office=case.office_id,
        ruleset=opened.ruleset,
        submitted_at=now,
    )
    return [deadline for deadline in planned if deadline.kind in _OWN - done]


async def _list_legal(session: AsyncSession, opened: OpenCase, *, now: datetime) -> list[PlannedDeadline]:
    """Those the closing cancelled; of a kind and person closed several times, the newest."""
    rows = await list_deadlines_of_case(session, opened.case.case_id)
    numbers = await number_endings(session, opened.case.case_id)
    cancelled = {}
    for row in sorted(rows, key=lambda row: numbers.get(row.deadline_id, 0)):
        if row.kind in _OWN:
            continue
        key = row.kind, row.entitled_person
        if row.state is DeadlineState.CANCELLED and row.reason == CASE_CLOSED:
            cancelled[key] = row
        elif row.state is not DeadlineState.SUPERSEDED:
            cancelled.pop(key, None)
    return [
        replace(planned, steps=tuple(step for step in planned.steps if step.at > now))
        for planned in map(planned_of_row, cancelled.values())
    ]
