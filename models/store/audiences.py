"""Who a step is told to, looked up when it fires.

The absent and those with a conflict of interest in the case are skipped, an empty audience goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.directory_snapshot import DirectorySnapshot, read_directory
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
    """Who of an audience, or of those after it, is reached on this local day."""
    directory = await read_directory(session, case.municipality_id, [case.case_id], on=on)
    return choose_recipients(directory, case, audience)


def choose_recipients(directory: DirectorySnapshot, case: CaseFile, audience: Audience) -> Reached:
    """The audience, or the next one outwards that has somebody.

    The coordination's mailbox always takes a message, so no step ends with nobody.
    """
    outwards = list(Audience)
    passed_over: list[Audience] = []
    for candidate in outwards[outwards.index(audience) :]:
        recipients = _members(directory, case, candidate)
        if recipients:
            return Reached(candidate, tuple(recipients), tuple(passed_over))
        passed_over.append(candidate)
    return Reached(Audience.COORDINATION, (COORDINATION,), tuple(passed_over))


def _members(directory: DirectorySnapshot, case: CaseFile, audience: Audience) -> Sequence[Recipient]:
    biased = directory.biased_in(case.case_id)
    if audience is Audience.COORDINATION:
        return [COORDINATION]
    if audience is Audience.LEADERSHIP:
        return _people(directory.list_present(Role.LEADERSHIP), without=biased)
    if case.office_id is None:
        return []
    if audience is Audience.OFFICER:
        return _officer_or_mailbox(directory, case, case.office_id)
    present = directory.list_present(_ROLES[audience], office_id=case.office_id)
    return _people(present, without=biased)


def _officer_or_mailbox(directory: DirectorySnapshot, case: CaseFile, office_id: str) -> Sequence[Recipient]:
    """The officer who took the case, their deputy while they are away, else the office's mailbox.

    The mailbox is left out when everybody who reads it has a conflict of interest.
    """
    biased = directory.biased_in(case.case_id)
    officer_id = case.acknowledged_by
    asked: set[str] = set()
    while officer_id is not None and officer_id not in asked:
        asked.add(officer_id)
        officer = directory.officers.get(officer_id)
        if officer is None:
            break
        if officer_id not in biased and directory.is_present(officer):
            return _people([officer])
        officer_id = officer.deputy_id
    office = directory.offices.get(office_id)
    if office is None or not office.active or office_id in directory.conflicted_offices(case.case_id):
        return []
    return [Recipient(RecipientKind.OFFICE, office.office_id, office.language)]


def _people(officers: Sequence[Officer], *, without: frozenset[str] = frozenset()) -> list[Recipient]:
    return [
        Recipient(RecipientKind.PERSON, officer.officer_id, officer.language)
        for officer in officers
        if officer.officer_id not in without
    ]
