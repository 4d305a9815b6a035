"""Note a conflict of interest: the person is out of the case from this moment on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.permission import get_acting_officer
from models.actions.raise_case import assign_anew
from models.audit import Actor, AuditEvent, AuditEventName
from models.rules.replanning import replan_handed_over
from models.rules.transitions import CaseMove, next_state
from models.sealing import MasterKey
from models.store.biases import is_biased
from models.store.deadlines import add_deadline, lock_live_deadlines, planned_of_row, replan_deadline
from models.store.directory import get_officer
from models.store.open_cases import OpenCase, open_case
from models.tables import Bias, CaseFile
from models.vocabulary import CaseState, DeadlineKind, Severity

_RELEASED_FROM = (CaseState.ROUTED, CaseState.ACKNOWLEDGED, CaseState.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Marked:
    """`released`: the case waits for somebody to take it again, perhaps at another office."""

    opened: OpenCase
    released: bool
    events: tuple[AuditEvent, ...]


async def mark_biased(
    session: AsyncSession,
    case: CaseFile,
    officer_id: str,
    *,
    marked_by: str,
    master: MasterKey,
    actor: Actor,
    now: datetime,
) -> Marked:
    """Mark the officer; a second time changes nothing.

    A case they have taken is released, and one whose office has nobody else left goes to the next office.
    Anybody who may act on the case may mark anybody, themselves too. Raises what `get_acting_officer` refuses
    and `OfficerNotFound`.
    """
    marker = await get_acting_officer(session, case, marked_by)
    officer = await get_officer(session, case.municipality_id, officer_id)
    if await is_biased(session, case.case_id, officer.officer_id):
        return Marked(await open_case(session, case.case_id, master=master), released=False, events=())
    session.add(
        Bias(
            case_id=case.case_id,
            officer_id=officer.officer_id,
            municipality_id=case.municipality_id,
            marked_at=now,
            marked_by=marker.officer_id,
        )
    )
    await session.flush()
    events = [
        AuditEvent(
            AuditEventName.BIAS_MARKED,
            actor,
            {"officer": marker.officer_id, "biased": officer.officer_id},
        )
    ]
    opened = await open_case(session, case.case_id, master=master)
    released = case.scheduled_at is not None and await _release(session, opened, officer.officer_id, now=now)
    if released:
        details = {"officer": marker.officer_id, "office": case.office_id or "", "biased": officer.officer_id}
        events.append(AuditEvent(AuditEventName.CASE_RELEASED, actor, details))
    return Marked(opened, released, tuple(events))


async def _release(session: AsyncSession, opened: OpenCase, officer_id: str, *, now: datetime) -> bool:
    """Let somebody else take the case when the officer had it or their office has nobody left."""
    case = opened.case
    office_is_empty = case.office_id is not None and case.office_id in opened.facts.not_to_offices
    if case.state not in _RELEASED_FROM or not (office_is_empty or case.acknowledged_by == officer_id):
        return False
    case.state = next_state(case.state, CaseMove.HAND_OVER)
    case.acknowledged_at = None
    case.acknowledged_by = None
    if office_is_empty:
        assign_anew(opened)
    else:
        case.assignment_no += 1
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
        replan_deadline(rows[0], planned, severity=severity)
    else:
        add_deadline(session, planned, case=case)
    await session.flush()
    return True
