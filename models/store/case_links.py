"""Which cases belong together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import CaseFile, CaseLink


async def add_case_link(
    session: AsyncSession, case: CaseFile, other: CaseFile, *, officer_id: str, now: datetime
) -> bool:
    """False when the two are linked already."""
    first, second = sorted((case.case_id, other.case_id))
    added = await session.exec(
        insert(CaseLink)
        .values(
            case_id=first,
            linked_case_id=second,
            municipality_id=case.municipality_id,
            linked_at=now,
            linked_by=officer_id,
        )
        .on_conflict_do_nothing()
        .returning(col(CaseLink.case_id))
    )
    return added.first() is not None


async def list_linked_cases(session: AsyncSession, case_id: UUID) -> Sequence[CaseFile]:
    """Oldest first."""
    found = await session.exec(
        select(CaseFile)
        .join(
            CaseLink,
            or_(
                (col(CaseLink.case_id) == case_id) & (col(CaseLink.linked_case_id) == CaseFile.case_id),
                (col(CaseLink.linked_case_id) == case_id) & (col(CaseLink.case_id) == CaseFile.case_id),
            ),
        )
        .order_by(col(CaseFile.submitted_at), col(CaseFile.case_ref))
    )
    return found.all()
