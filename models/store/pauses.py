"""Pauses whose end has come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import CaseFile


async def claim_due_pause(
    session: AsyncSession, *, now: datetime, without: Collection[UUID] = ()
) -> UUID | None:
    """The case whose pause ended longest ago, locked until the commit; what others hold is left to them."""
    found = await session.exec(
        select(CaseFile.case_id)
        .where(
            col(CaseFile.pause_ends_at).is_not(None),
            col(CaseFile.pause_ends_at) <= now,
            col(CaseFile.case_id).not_in(without),
        )
        .order_by(col(CaseFile.pause_ends_at))
        .limit(1)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return found.first()
