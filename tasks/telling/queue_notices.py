"""Notices to everybody a case concerns as it stands now."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.directory import get_municipality
from models.store.open_cases import OpenCase
from tasks.telling.tell_offices import tell_offices
from tasks.telling.tell_partners import tell_partners


async def queue_notices(session: AsyncSession, opened: OpenCase, *, now: datetime) -> list[str]:
    """Notices of offices and partners; what was queued before is not queued again."""
    municipality = await get_municipality(session, opened.case.municipality_id)
    offices = await tell_offices(session, opened, municipality, now=now)
    partners = await tell_partners(session, opened, municipality, now=now)
    return offices + partners
