"""Hand-overs to partners."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Referral


async def add_referral(session: AsyncSession, referral: Referral) -> bool:
    """False when this partner has this case already."""
    added = await session.exec(
        insert(Referral)
        .values(**referral.model_dump())
        .on_conflict_do_nothing(index_elements=[col(Referral.case_id), col(Referral.partner_id)])
        .returning(col(Referral.referral_id))
    )
    return added.first() is not None


async def list_referrals_of_case(session: AsyncSession, case_id: UUID) -> Sequence[Referral]:
    found = await session.exec(
        select(Referral).where(Referral.case_id == case_id).order_by(col(Referral.partner_id))
    )
    return found.all()
