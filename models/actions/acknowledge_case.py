"""An officer takes a case, or takes it over when nobody was contacted in time."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.ending import end_deadlines
from models.actions.permission import get_acting_officer, get_case_within
from models.audit import Actor, AuditEvent, AuditEventName
from models.installation import Installation
from models.refusals import MoveRefused
from models.rules.transitions import CaseMove, next_state
from models.store.audit_log import record_events
from models.store.cases import lock_case
from models.store.deadlines import lock_live_deadlines
from models.tables import CaseFile
from models.vocabulary import CaseState, DeadlineKind, DeadlineState


async def acknowledge_case(
    place: Installation,
    case_ref: str,
    officer_id: str,
    *,
    actor: Actor,
    now: datetime,
    municipality_id: str | None = None,
) -> CaseFile:
    """Take the case and stop its acknowledge deadline, and that one alone.

    A taken case can be taken over, by anybody of its office, while its acknowledge deadline is armed again.
    Raises `CaseNotFound`, what `get_acting_officer` refuses, and `MoveRefused` when the case is not waiting
    for somebody to take it.
    """
    async with place.transaction() as session:
        found = await get_case_within(session, case_ref, municipality_id)
        case = await lock_case(session, found.case_id)
        taken = next_state(case.state, CaseMove.ACKNOWLEDGE)
        officer = await get_acting_officer(session, case, officer_id)
        await _check_waits(session, case)
        if case.pause_ends_at is not None and case.state is CaseState.ROUTED:
            # The pause that was agreed before the case was handed over goes on.
            case.paused_from, taken = taken, next_state(taken, CaseMove.PAUSE)
        case.state = taken
        case.acknowledged_at = now
        case.acknowledged_by = officer.officer_id
        events = [
            AuditEvent(AuditEventName.CASE_ACKNOWLEDGED, actor, {"officer": officer.officer_id}),
        ]
        events += await end_deadlines(
            session,
            case,
            [DeadlineKind.ACKNOWLEDGE],
            DeadlineState.MET,
            reason="acknowledged",
            actor=actor,
            now=now,
        )
        await record_events(
            session, events, municipality_id=case.municipality_id, case_id=case.case_id, now=now
        )
    return case


async def _check_waits(session: AsyncSession, case: CaseFile) -> None:
    if case.state is CaseState.ROUTED:
        return
    if not await lock_live_deadlines(session, case.case_id, [DeadlineKind.ACKNOWLEDGE]):
        raise MoveRefused(CaseMove.ACKNOWLEDGE.value, case.state)
