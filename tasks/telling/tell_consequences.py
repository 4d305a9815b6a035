"""Who has to know at once that a case was raised or that new answers concern more people."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.raise_case import Consequences
from models.store.audiences import COORDINATION, reach_audience
from models.store.directory import find_office, get_municipality
from models.store.notices import Recipient
from models.store.open_cases import OpenCase, local_day
from models.vocabulary import Audience, RecipientKind
from notifications import catalogue, dedupe
from tasks.telling.compose_messages import about_case, find_contact, lines_of_plan
from tasks.telling.queue_notice import queue_notice
from tasks.telling.queue_notices import queue_notices


async def tell_consequences(
    session: AsyncSession, opened: OpenCase, follows: Consequences, *, now: datetime
) -> list[str]:
    """Queue the notices; answers who is told, and only whom was not told the same before."""
    told = await _tell_raised(session, opened, follows, now=now) if follows.is_raised else []
    told += await queue_notices(session, opened, now=now)
    case = opened.case
    case.decision = case.decision | {"told": [*case.decision.get("told", []), *told]}
    return told


async def _tell_raised(
    session: AsyncSession, opened: OpenCase, follows: Consequences, *, now: datetime
) -> list[str]:
    """The office and whoever has taken the case; the coordination when no office has it."""
    case = opened.case
    municipality = await get_municipality(session, case.municipality_id)
    raised = catalogue.SeverityRaised(
        **about_case(case, municipality, office=await find_contact(session, case)),
        severity_before=follows.before,
        deadlines=lines_of_plan(follows.planned + follows.armed),
    )
    recipients = await _list_recipients(session, opened, now=now)
    for recipient in recipients:
        key = dedupe.severity_raised_key(
            case.case_id,
            follows.after,
            recipient_id=recipient.recipient_id,
            decision_no=case.decision_no,
        )
        await queue_notice(session, case, raised, recipient=recipient, dedupe_key=key, now=now)
    return [f"{recipient.recipient_id} (severity_raised)" for recipient in recipients]


async def _list_recipients(session: AsyncSession, opened: OpenCase, *, now: datetime) -> list[Recipient]:
    case = opened.case
    if case.office_id is None:
        return [COORDINATION]
    today = local_day(now, opened.ruleset.calendar.timezone)
    recipients = list((await reach_audience(session, case, Audience.OFFICER, on=today)).recipients)
    office = await find_office(session, case.municipality_id, case.office_id)
    if office is not None and office.active and office.office_id not in opened.facts.not_to_offices:
        recipients.append(Recipient(RecipientKind.OFFICE, office.office_id, office.language))
    return list(dict.fromkeys(recipients))
