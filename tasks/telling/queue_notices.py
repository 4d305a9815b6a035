"""Notices to everybody a case concerns as it stands now."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.directory import find_office, get_municipality
from models.store.open_cases import OpenCase
from tasks.telling.tell_offices import tell_offices
from tasks.telling.tell_partners import tell_partners


async def queue_notices(session: AsyncSession, opened: OpenCase, *, now: datetime) -> list[str]:
    """Notices of offices and partners; what was queued before is not queued again."""
    case = opened.case
    municipality = await get_municipality(session, case.municipality_id)
    office = (
        None if case.office_id is None else await find_office(session, case.municipality_id, case.office_id)
    )
    offices = await tell_offices(session, opened, municipality, office=office, now=now)
    partners = await tell_partners(session, opened, municipality, office=office, now=now)
    return offices + partners
