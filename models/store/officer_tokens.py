"""Secrets with which people act through the API; only their SHA-256 is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import OfficerToken


async def find_valid_token(session: AsyncSession, digest: bytes, *, now: datetime) -> OfficerToken | None:
    """None for an unknown, revoked or expired one."""
    found = await session.exec(
        select(OfficerToken).where(
            OfficerToken.digest == digest,
            col(OfficerToken.revoked_at).is_(None),
            OfficerToken.expires_at > now,
        )
    )
    return found.first()


async def lock_unrevoked_tokens(
    session: AsyncSession, municipality_id: str, officer_id: str
) -> Sequence[OfficerToken]:
    found = await session.exec(
        select(OfficerToken)
        .where(
            OfficerToken.municipality_id == municipality_id,
            OfficerToken.officer_id == officer_id,
            col(OfficerToken.revoked_at).is_(None),
        )
        .order_by(col(OfficerToken.token_id))
        .with_for_update()
    )
    return found.all()
