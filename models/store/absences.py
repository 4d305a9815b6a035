"""Days on which people are away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Absence


async def list_absences(
    session: AsyncSession, municipality_id: str, *, until_from: date | None = None
) -> Sequence[Absence]:
    """By person and day; with `until_from` only those that are not over before this local day."""
    query = (
        select(Absence)
        .where(Absence.municipality_id == municipality_id)
        .order_by(col(Absence.officer_id), col(Absence.from_on))
    )
    if until_from is not None:
        query = query.where(Absence.until_on >= until_from)
    return (await session.exec(query)).all()


async def list_absences_within(
    session: AsyncSession, municipality_id: str, officer_id: str, *, from_on: date, until_on: date
) -> Sequence[Absence]:
    """Absences of a person that share a day with these days (both included)."""
    found = await session.exec(
        select(Absence)
        .where(
            Absence.municipality_id == municipality_id,
            Absence.officer_id == officer_id,
            Absence.from_on <= until_on,
            Absence.until_on >= from_on,
        )
        .order_by(col(Absence.from_on))
    )
    return found.all()
