"""Offices and people of a municipality on one day, read at once for many cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.biases import offices_left_empty
from models.tables import Absence, Bias, Office, Officer
from models.vocabulary import Role


@dataclass(frozen=True, slots=True)
class DirectorySnapshot:
    """`absent` are away on the day; `biased` names who has a conflict of interest, by case."""

    offices: Mapping[str, Office]
    officers: Mapping[str, Officer]
    absent: frozenset[str]
    biased: Mapping[UUID, frozenset[str]]

    def list_present(self, role: Role, *, office_id: str | None = None) -> list[Officer]:
        """Active people in a role who are not absent, by id; of one office if it is named."""
        return [
            officer
            for officer in self.officers.values()
            if officer.role is role
            and (office_id is None or officer.office_id == office_id)
            and self.is_present(officer)
        ]

    def is_present(self, officer: Officer) -> bool:
        return officer.active and officer.officer_id not in self.absent

    def biased_in(self, case_id: UUID) -> frozenset[str]:
        return self.biased.get(case_id, frozenset())

    def conflicted_offices(self, case_id: UUID) -> frozenset[str]:
        """Offices without anybody left for this case."""
        members = [
            (officer.office_id, officer.officer_id)
            for officer in self.officers.values()
            if officer.active and officer.office_id is not None
        ]
        return offices_left_empty(members, self.biased_in(case_id))


async def read_directory(
    session: AsyncSession, municipality_id: str, case_ids: Collection[UUID], *, on: date
) -> DirectorySnapshot:
    offices = await session.exec(select(Office).where(Office.municipality_id == municipality_id))
    officers = await session.exec(
        select(Officer).where(Officer.municipality_id == municipality_id).order_by(col(Officer.officer_id))
    )
    absent = await session.exec(
        select(Absence.officer_id).where(
            Absence.municipality_id == municipality_id, Absence.from_on <= on, Absence.until_on >= on
        )
    )
    conflicts = await session.exec(
        select(Bias.case_id, Bias.officer_id).where(col(Bias.case_id).in_(case_ids))
    )
    biased: dict[UUID, frozenset[str]] = {}
    for case_id, officer_id in conflicts.all():
        biased[case_id] = biased.get(case_id, frozenset()) | {officer_id}
    return DirectorySnapshot(
        offices={office.office_id: office for office in offices.all()},
        officers={officer.officer_id: officer for officer in officers.all()},
        absent=frozenset(absent.all()),
        biased=biased,
    )
