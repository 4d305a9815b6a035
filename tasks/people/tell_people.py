"""Who has to know at once what a person did to a case: the one implementation of `Tell`."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Effect, HandedOver, Released, Resumed
from models.rules.handing_over import WITHIN_H, is_handed_around
from models.store.audiences import COORDINATION, reach_audience
from models.store.deadlines import list_deadlines_of_case
from models.store.directory import find_office, get_municipality
from models.store.notices import Recipient
from models.store.open_cases import OpenCase, local_day
from models.vocabulary import Audience, RecipientKind
from notifications import catalogue, dedupe
from notifications.parts import DeadlineLine
from tasks.telling.compose_messages import about_case, contact_of_office, find_contact, line_of_deadline
from tasks.telling.queue_notice import queue_notice
from tasks.telling.queue_notices import queue_notices
from tasks.telling.tell_consequences import tell_consequences


async def tell_people(session: AsyncSession, opened: OpenCase, effect: Effect, *, now: datetime) -> list[str]:
    """Queue the notices; answers who is told, and only whom was not told the same before."""
    match effect:
        case Released():
            return await queue_notices(session, opened, now=now)
        case HandedOver():
            return await _tell_handed_over(session, opened, effect, now=now)
        case Resumed():
            return await _tell_resumed(session, opened, effect, now=now)
        case _:
            return await tell_consequences(session, opened, effect, now=now)


async def _tell_handed_over(
    session: AsyncSession, opened: OpenCase, effect: HandedOver, *, now: datetime
) -> list[str]:
    """The office that has it now, the one that had it, and the coordination when the case goes round."""
    told = await queue_notices(session, opened, now=now)
    told += await _tell_office_before(session, opened, effect, now=now)
    if not is_handed_around(effect.hand_overs):
        return told
    case = opened.case
    municipality = await get_municipality(session, case.municipality_id)
    around = catalogue.CaseHandedAround(
        **about_case(case, municipality, office=await find_contact(session, case)),
        hand_overs=effect.hand_overs,
        within_h=WITHIN_H,
        deadlines=await _list_lines(session, opened, now=now),
    )
    key = dedupe.case_handed_around_key(
        case.case_id, COORDINATION.recipient_id, assignment_no=case.assignment_no
    )
    if await queue_notice(session, case, around, recipient=COORDINATION, dedupe_key=key, now=now):
        told.append(f"{COORDINATION.recipient_id} (case_handed_around)")
    return told


async def _tell_office_before(
    session: AsyncSession, opened: OpenCase, effect: HandedOver, *, now: datetime
) -> list[str]:
    """It knows that the case is no longer its own; not an office that must not know of the case."""
    case = opened.case
    office_id = effect.office_before
    informed = case.decision.get("also_inform", [])
    if office_id is None or office_id in opened.facts.not_to_offices or office_id in informed:
        return []
    before = await find_office(session, case.municipality_id, office_id)
    if before is None or not before.active:
        return []
    municipality = await get_municipality(session, case.municipality_id)
    to_know = catalogue.CaseToKnow(
        **about_case(case, municipality, office=await find_contact(session, case)),
        informed=contact_of_office(before),
        received_at=case.submitted_at,
    )
    recipient = Recipient(RecipientKind.OFFICE, before.office_id, before.language)
    key = dedupe.case_to_know_key(
        case.case_id, office_id, recipient_id=office_id, assignment_no=case.assignment_no
    )
    if await queue_notice(session, case, to_know, recipient=recipient, dedupe_key=key, now=now):
        return [f"{office_id} (handed over)"]
    return []


async def _tell_resumed(
    session: AsyncSession, opened: OpenCase, effect: Resumed, *, now: datetime
) -> list[str]:
    """Whoever has the case, or its office; not the person who ended the pause."""
    case = opened.case
    municipality = await get_municipality(session, case.municipality_id)
    resumed = catalogue.CaseResumed(
        **about_case(case, municipality, office=await find_contact(session, case)),
        by_itself=effect.resumed_by is None,
        deadlines=await _list_lines(session, opened, now=now),
    )
    today = local_day(now, opened.ruleset.calendar.timezone)
    told = []
    for recipient in (await reach_audience(session, case, Audience.OFFICER, on=today)).recipients:
        if recipient.recipient_id == effect.resumed_by:
            continue
        key = dedupe.case_resumed_key(case.case_id, recipient.recipient_id, paused_at=effect.paused_at)
        if await queue_notice(session, case, resumed, recipient=recipient, dedupe_key=key, now=now):
            told.append(f"{recipient.recipient_id} (case_resumed)")
    return told


async def _list_lines(session: AsyncSession, opened: OpenCase, *, now: datetime) -> tuple[DeadlineLine, ...]:
    rows = await list_deadlines_of_case(session, opened.case.case_id)
    return tuple(
        line_of_deadline(row, overdue=row.due_at < now and not row.estimated)
        for row in rows
        if row.state.is_live
    )
