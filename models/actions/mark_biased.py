"""Note a conflict of interest: the person is out of the case from this moment on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done, Released
from models.actions.permission import get_acting_officer
from models.actions.raise_case import assign_anew
from models.actions.release_case import release_case
from models.audit import Actor, AuditEvent, AuditEventName
from models.rules.transitions import CaseMove, allowed_moves
from models.store.biases import is_biased, list_conflicted_offices
from models.store.directory import get_officer
from models.store.open_cases import OpenCase
from models.tables import Bias


async def mark_biased(
    session: AsyncSession, opened: OpenCase, *, officer_id: str, marked_by: str, actor: Actor, now: datetime
) -> Done:
    """Mark the officer; a second time changes nothing.

    A case they have taken is released, and one whose office has nobody else left goes to the next office.
    Anybody who may act on the case may mark anybody, themselves too. Raises what `get_acting_officer` refuses
    and `OfficerNotFound`.
    """
    case = opened.case
    marker = await get_acting_officer(session, case, marked_by)
    officer = await get_officer(session, case.municipality_id, officer_id)
    if await is_biased(session, case.case_id, officer.officer_id):
        return Done()
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
    who = {"officer": marker.officer_id, "biased": officer.officer_id}
    marked = AuditEvent(AuditEventName.BIAS_MARKED, actor, who)
    if case.scheduled_at is None:
        return Done((marked,))
    replanned = await _release(session, opened, officer.officer_id, actor=actor, now=now)
    if not replanned:
        return Done((marked,))
    released = AuditEvent(AuditEventName.CASE_RELEASED, actor, who | {"office": case.office_id or ""})
    return Done((marked, released, *replanned), (Released(),))


async def _release(
    session: AsyncSession, opened: OpenCase, officer_id: str, *, actor: Actor, now: datetime
) -> tuple[AuditEvent, ...]:
    """Let somebody else take the case when the officer had it or their office has nobody left."""
    case = opened.case
    conflicted = await list_conflicted_offices(session, case)
    facts = replace(opened.facts, not_to_offices=opened.facts.not_to_offices | conflicted)
    opened = replace(opened, facts=facts)
    office_is_empty = case.office_id is not None and case.office_id in opened.facts.not_to_offices
    if not (office_is_empty or case.acknowledged_by == officer_id):
        return ()
    if CaseMove.HAND_OVER not in allowed_moves(case.state):
        return ()
    case.acknowledged_at = None
    if office_is_empty:
        assign_anew(opened)
    else:
        case.assignment_no += 1
    return await release_case(session, opened, actor=actor, now=now)
