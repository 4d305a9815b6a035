"""Conflicts of interest of people in a case."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Bias, CaseFile, Officer


async def is_biased(session: AsyncSession, case_id: UUID, officer_id: str) -> bool:
    return await session.get(Bias, (case_id, officer_id)) is not None


async def list_biased(session: AsyncSession, case_id: UUID) -> frozenset[str]:
    """Ids of everybody who must not hear of this case."""
    found = await session.exec(select(Bias.officer_id).where(Bias.case_id == case_id))
    return frozenset(found.all())


async def list_biased_cases(session: AsyncSession, municipality_id: str, officer_id: str) -> frozenset[UUID]:
    """Cases this person must not hear of."""
    found = await session.exec(
        select(Bias.case_id).where(Bias.municipality_id == municipality_id, Bias.officer_id == officer_id)
    )
    return frozenset(found.all())


async def list_conflicted_offices(session: AsyncSession, case: CaseFile) -> frozenset[str]:
    """Offices without anybody left for this case: their shared mailbox would reach the biased alone."""
    biased = await list_biased(session, case.case_id)
    if not biased:
        return frozenset()
    people = await session.exec(
        select(Officer.office_id, Officer.officer_id).where(
            Officer.municipality_id == case.municipality_id,
            col(Officer.office_id).is_not(None),
            col(Officer.active),
        )
    )
    return offices_left_empty(people.all(), biased)


def offices_left_empty(people: Iterable[tuple[str | None, str]], biased: frozenset[str]) -> frozenset[str]:
    """Offices all of whose people (pairs of office and person) have a conflict of interest."""
    if not biased:
        return frozenset()
    members: dict[str, set[str]] = {}
    for office_id, officer_id in people:
        members.setdefault(office_id or "", set()).add(officer_id)
    return frozenset(office_id for office_id, ids in members.items() if ids <= biased)
