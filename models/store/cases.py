"""Cases: find, lock, list."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.errors import CaseNotFound
from models.tables import Bias, CaseFile
from models.vocabulary import CaseState


def parse_case_id(text: str) -> UUID:
    """Raises `CaseNotFound` for what is no case id; the text itself is not repeated."""
    try:
        return UUID(text)
    except ValueError:
        raise CaseNotFound("no case id: give the id, or start route_again with the reference") from None


async def get_case(session: AsyncSession, case_id: UUID) -> CaseFile:
    case = await session.get(CaseFile, case_id)
    if case is None:
        raise CaseNotFound("no case with this id")
    return case


async def list_case_refs(session: AsyncSession, case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The references of these cases, by id."""
    found = await session.exec(
        select(CaseFile.case_id, CaseFile.case_ref).where(col(CaseFile.case_id).in_(case_ids))
    )
    return dict(found.all())


async def is_routed(session: AsyncSession, case_id: UUID) -> bool:
    found = await session.exec(select(CaseFile.routed_at).where(CaseFile.case_id == case_id))
    return found.first() is not None


async def lock_case(session: AsyncSession, case_id: UUID) -> CaseFile:
    """The case with its row locked until the commit: every step and every action begins with it."""
    found = await session.exec(_locked(case_id))
    case = found.first()
    if case is None:
        raise CaseNotFound("no case with this id")
    return case


async def find_free_case(session: AsyncSession, case_id: UUID) -> CaseFile | None:
    """The case with its row locked, None while somebody else works on it: the tick never waits."""
    return (await session.exec(_locked(case_id, skip_locked=True))).first()


def _locked(case_id: UUID, *, skip_locked: bool = False) -> SelectOfScalar[CaseFile]:
    # NO KEY UPDATE: rows that refer to the case may still be added by others meanwhile.
    query = select(CaseFile).where(CaseFile.case_id == case_id)
    query = query.with_for_update(key_share=True, skip_locked=skip_locked)
    # What this session read before the lock may have been changed by who held it.
    return query.execution_options(populate_existing=True)


async def find_case_by_ref(session: AsyncSession, case_ref: str) -> CaseFile | None:
    """However the reference was typed: case and surrounding blanks do not matter."""
    found = await session.exec(select(CaseFile).where(CaseFile.case_ref == case_ref.strip().upper()))
    return found.first()


async def get_case_by_ref(session: AsyncSession, case_ref: str) -> CaseFile:
    case = await find_case_by_ref(session, case_ref)
    if case is None:
        raise CaseNotFound("no case with this reference")
    return case


async def list_cases(
    session: AsyncSession,
    *,
    municipality_id: str | None = None,
    office_id: str | None = None,
    states: Sequence[CaseState] = (),
    limit: int = 200,
    unseen_by: str | None = None,
) -> Sequence[CaseFile]:
    """Newest first; without those in which `unseen_by` has a conflict of interest."""
    query = select(CaseFile).order_by(col(CaseFile.submitted_at).desc(), col(CaseFile.case_ref)).limit(limit)
    if municipality_id is not None:
        query = query.where(CaseFile.municipality_id == municipality_id)
    if office_id is not None:
        query = query.where(CaseFile.office_id == office_id)
    if states:
        query = query.where(col(CaseFile.state).in_(states))
    if unseen_by is not None:
        closed = select(Bias.case_id).where(Bias.officer_id == unseen_by)
        query = query.where(col(CaseFile.case_id).not_in(closed))
    return (await session.exec(query)).all()
