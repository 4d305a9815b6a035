"""Who a step is told to, looked up when it fires.

The absent and those with a conflict of interest in the case are skipped, an empty audience goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.biases import list_biased, list_conflicted_offices
from models.store.directory import find_office, find_officer, is_present, list_present
from models.store.notices import Recipient
from models.tables import CaseFile, Officer
from models.vocabulary import Audience, RecipientKind, Role

COORDINATION = Recipient(RecipientKind.COORDINATION, "coordination", "de")
_ROLES = {Audience.DEPUTY: Role.DEPUTY, Audience.HEAD: Role.HEAD}


@dataclass(frozen=True, slots=True)
class Reached:
    """Who is told instead of or as the audience asked for; `passed_over` had nobody who can be reached."""

    audience: Audience
    recipients: tuple[Recipient, ...]
    passed_over: tuple[Audience, ...] = ()


async def reach_audience(session: AsyncSession, case: CaseFile, audience: Audience, *, on: date) -> Reached:
    """The audience, or the next one outwards that has somebody on this local day.

    The coordination's mailbox always takes a message, so no step ends with nobody.
    """
    biased = await list_biased(session, case.case_id)
    outwards = list(Audience)
    passed_over: list[Audience] = []
    for candidate in outwards[outwards.index(audience) :]:
        recipients = await _members(session, case, candidate, on=on, biased=biased)
        if recipients:
            return Reached(candidate, tuple(recipients), tuple(passed_over))
        passed_over.append(candidate)
    return Reached(Audience.COORDINATION, (COORDINATION,), tuple(passed_over))


async def _members(
    session: AsyncSession, case: CaseFile, audience: Audience, *, on: date, biased: frozenset[str]
) -> Sequence[Recipient]:
    municipality_id, office_id = case.municipality_id, case.office_id
    if audience is Audience.COORDINATION:
        return [COORDINATION]
    if audience is Audience.LEADERSHIP:
        leaders = await list_present(session, municipality_id, Role.LEADERSHIP, office_id=None, on=on)
        return _people(leaders, without=biased)
    if office_id is None:
        return []
    if audience is Audience.OFFICER:
        return await _officer_or_mailbox(session, case, office_id, on=on, biased=biased)
    present = await list_present(session, municipality_id, _ROLES[audience], office_id=office_id, on=on)
    return _people(present, without=biased)


async def _officer_or_mailbox(
    session: AsyncSession, case: CaseFile, office_id: str, *, on: date, biased: frozenset[str]
) -> Sequence[Recipient]:
    """The officer who took the case, their deputy while they are away, else the office's mailbox.

    The mailbox is left out when everybody who reads it has a conflict of interest.
    """
    officer_id = case.acknowledged_by
    asked: set[str] = set()
    while officer_id is not None and officer_id not in asked:
        asked.add(officer_id)
        officer = await find_officer(session, case.municipality_id, officer_id)
        if officer is None:
            break
        if officer_id not in biased and await is_present(session, officer, on):
            return _people([officer])
        officer_id = officer.deputy_id
    office = await find_office(session, case.municipality_id, office_id)
    if office is None or not office.active or office_id in await list_conflicted_offices(session, case):
        return []
    return [Recipient(RecipientKind.OFFICE, office.office_id, office.language)]


def _people(officers: Sequence[Officer], *, without: frozenset[str] = frozenset()) -> list[Recipient]:
    return [
        Recipient(RecipientKind.PERSON, officer.officer_id, officer.language)
        for officer in officers
        if officer.officer_id not in without
    ]
