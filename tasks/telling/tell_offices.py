"""Notices to the responsible office and to those that are informed; to the coordination when none is left."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.deadlines import plan_deadlines
from models.rules.handing_over import HANDED_OVER
from models.store.audiences import COORDINATION
from models.store.deadlines import list_deadlines_of_case
from models.store.directory import find_office
from models.store.notices import Recipient
from models.store.open_cases import OpenCase
from models.tables import Municipality, Office
from models.vocabulary import RecipientKind
from notifications import catalogue, dedupe
from notifications.parts import DeadlineLine
from tasks.telling.compose_messages import (
    about_case,
    contact_of_office,
    line_of_deadline,
    lines_of_plan,
    severity_of,
)
from tasks.telling.queue_notice import queue_notice


async def tell_offices(
    session: AsyncSession,
    opened: OpenCase,
    municipality: Municipality,
    *,
    office: Office | None,
    now: datetime,
) -> list[str]:
    """Queue the notices; answers the units told now.

    The deadlines named are those that stand, or before there are any those the next step arms.
    """
    case = opened.case
    lines = await _lines(session, opened, now=now)
    if office is None:
        alarm = catalogue.AlarmNoOffice(
            **about_case(case, municipality, office=None), received_at=case.submitted_at, deadlines=lines
        )
        key = dedupe.alarm_no_office_key(
            case.case_id, COORDINATION.recipient_id, assignment_no=case.assignment_no
        )
        queued = await queue_notice(session, case, alarm, recipient=COORDINATION, dedupe_key=key, now=now)
        return [COORDINATION.recipient_id] if queued else []
    contact = contact_of_office(office)
    assigned = catalogue.CaseAssigned(
        **about_case(case, municipality, office=contact),
        received_at=case.submitted_at,
        deadlines=lines,
        handed_over=case.decision.get("office_rule") == HANDED_OVER,
    )
    key = dedupe.case_assigned_key(
        case.case_id, office.office_id, recipient_id=office.office_id, assignment_no=case.assignment_no
    )
    queued = await queue_notice(session, case, assigned, recipient=_mailbox(office), dedupe_key=key, now=now)
    told = [office.office_id] if queued else []
    for office_id in case.decision.get("also_inform", []):
        informed = await find_office(session, case.municipality_id, office_id)
        if informed is None:
            continue
        to_know = catalogue.CaseToKnow(
            **about_case(case, municipality, office=contact),
            informed=contact_of_office(informed),
            received_at=case.submitted_at,
        )
        key = dedupe.case_to_know_key(
            case.case_id, office_id, recipient_id=office_id, assignment_no=case.assignment_no
        )
        if await queue_notice(session, case, to_know, recipient=_mailbox(informed), dedupe_key=key, now=now):
            told.append(f"{office_id} (also_inform)")
    return told


async def _lines(session: AsyncSession, opened: OpenCase, *, now: datetime) -> tuple[DeadlineLine, ...]:
    case = opened.case
    if case.scheduled_at is None:
        planned = plan_deadlines(
            opened.facts,
            severity_of(case),
            office=case.office_id,
            ruleset=opened.ruleset,
            submitted_at=case.submitted_at,
        )
        return lines_of_plan(planned)
    rows = await list_deadlines_of_case(session, case.case_id)
    return tuple(
        line_of_deadline(row, overdue=row.due_at < now and not row.estimated)
        for row in rows
        if row.state.is_live
    )


def _mailbox(office: Office) -> Recipient:
    return Recipient(RecipientKind.OFFICE, office.office_id, office.language)
