"""Hand a case over to another office."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done, HandedOver
from models.actions.permission import get_officer_of_open_case
from models.actions.reason import describe_action, trim_reason
from models.actions.release_case import release_case
from models.audit import Actor, AuditEventName
from models.refusals import OfficeExcluded, OfficeHasItAlready, OfficeUnknown
from models.rules.handing_over import HANDED_OVER, WITHIN_H
from models.store.case_actions import add_case_action, count_case_actions
from models.store.directory import find_office
from models.store.open_cases import OpenCase
from models.vocabulary import CaseActionKind


async def hand_over_case(
    session: AsyncSession,
    opened: OpenCase,
    *,
    officer_id: str,
    office_id: str,
    reason: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """The case waits at the other office for somebody to take it; no deadline but acknowledge is touched.

    The office stays the one a person chose until a person hands the case over again. Raises what
    `get_officer_of_open_case` refuses, `OfficeUnknown`, `OfficeHasItAlready`, `OfficeExcluded` and
    `ReasonTooLong`.
    """
    case = opened.case
    officer = await get_officer_of_open_case(session, case, officer_id)
    words = trim_reason(reason)
    office = await find_office(session, case.municipality_id, office_id)
    if office is None or not office.active or not office.mailbox:
        raise OfficeUnknown
    if office.office_id == case.office_id:
        raise OfficeHasItAlready
    if office.office_id in opened.facts.not_to_offices:
        raise OfficeExcluded
    before = case.office_id
    case.office_id = office.office_id
    case.assignment_no += 1
    informed = [known for known in case.decision.get("also_inform", []) if known != office.office_id]
    case.decision = case.decision | {"office_rule": HANDED_OVER, "also_inform": informed, "alarm": None}
    replanned = await release_case(session, opened, actor=actor, now=now)
    action = await add_case_action(
        session,
        case,
        CaseActionKind.HAND_OVER,
        officer_id=officer.officer_id,
        reason=words,
        office_before=before,
        office_id=office.office_id,
        case_key=opened.key,
        now=now,
    )
    hand_overs = await count_case_actions(
        session, case.case_id, CaseActionKind.HAND_OVER, after=now - timedelta(hours=WITHIN_H)
    )
    event = describe_action(
        AuditEventName.CASE_HANDED_OVER,
        action,
        reason=words,
        case_key=opened.key,
        actor=actor,
        before=before or "",
        office=office.office_id,
        hand_overs_within_a_day=hand_overs,
    )
    return Done((event, *replanned), (HandedOver(before, hand_overs),))
