"""Who may act on a case."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from models.refusals import CaseClosed, CaseNotRouted, OfficerBiased, OfficerOfAnotherOffice
from models.store.biases import is_biased
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


def check_is_open(case: CaseFile) -> None:
    """Raises `CaseNotRouted` before the deadlines are set and `CaseClosed` after the end."""
    if case.state in _OVER:
        raise CaseClosed
    if case.scheduled_at is None:
        raise CaseNotRouted
