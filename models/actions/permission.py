"""Who may act on a case."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import CaseNotFound
from models.refusals import CaseClosed, CaseNotRouted, OfficerBiased, OfficerOfAnotherOffice
from models.store.biases import is_biased
from models.store.cases import get_case_by_ref
from models.store.directory import get_officer
from models.tables import CaseFile, Officer
from models.vocabulary import CaseState

_OVER = (CaseState.CLOSED, CaseState.ERASED)


async def get_acting_officer(session: AsyncSession, case: CaseFile, officer_id: str) -> Officer:
    """An active person of the responsible office, or one whose post is for the whole municipality.

    Raises `OfficerNotFound`, `OfficerBiased` and `OfficerOfAnotherOffice`.
    """
    officer = await _get_unbiased(session, case, officer_id)
    if officer.office_id is not None and officer.office_id != case.office_id:
        raise OfficerOfAnotherOffice
    return officer


async def check_may_see(session: AsyncSession, case: CaseFile, officer_id: str) -> None:
    """Who may act may see, and so may informed offices; raises what `get_acting_officer` does."""
    officer = await _get_unbiased(session, case, officer_id)
    offices = {None, case.office_id, *case.decision.get("also_inform", [])}
    if officer.office_id not in offices:
        raise OfficerOfAnotherOffice


async def _get_unbiased(session: AsyncSession, case: CaseFile, officer_id: str) -> Officer:
    officer = await get_officer(session, case.municipality_id, officer_id)
    if await is_biased(session, case.case_id, officer.officer_id):
        raise OfficerBiased
    return officer


async def get_officer_of_open_case(session: AsyncSession, case: CaseFile, officer_id: str) -> Officer:
    """For whoever works on a case. Raises what `get_acting_officer` and `check_is_open` do, in this order."""
    officer = await get_acting_officer(session, case, officer_id)
    check_is_open(case)
    return officer


async def get_case_within(session: AsyncSession, case_ref: str, municipality_id: str | None) -> CaseFile:
    """Ids of officers are unique in one municipality alone: a case of another one raises `CaseNotFound`."""
    case = await get_case_by_ref(session, case_ref)
    if municipality_id not in {None, case.municipality_id}:
        raise CaseNotFound("no case with this reference")
    return case


def check_is_open(case: CaseFile) -> None:
    """Raises `CaseNotRouted` before the deadlines are set and `CaseClosed` after the end."""
    if case.state in _OVER:
        raise CaseClosed
    if case.scheduled_at is None:
        raise CaseNotRouted
