"""Who is there: municipalities, offices, people, partners, and who is absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import MunicipalityNotFound, OfficerNotFound
from models.tables import Municipality, Office, Officer, Partner


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """What the way in has to know of a municipality. `offices`: id to its names (German, English)."""

    municipality_id: str
    name_de: str
    name_en: str
    timezone: str
    offices: Mapping[str, tuple[str, str]]


async def get_municipality(session: AsyncSession, municipality_id: str | None = None) -> Municipality:
    """The one named, or the installation's only one. Raises `MunicipalityNotFound`."""
    query = select(Municipality).order_by(col(Municipality.municipality_id)).limit(2)
    if municipality_id is not None:
        query = query.where(Municipality.municipality_id == municipality_id)
    found = (await session.exec(query)).all()
    if len(found) != 1:
        raise MunicipalityNotFound("unknown" if not found else "several: name one")
    return found[0]


async def list_municipalities(session: AsyncSession) -> Sequence[Municipality]:
    return (await session.exec(select(Municipality).order_by(col(Municipality.municipality_id)))).all()


async def get_intake_rules(session: AsyncSession, municipality_id: str | None = None) -> IntakeRules:
    municipality = await get_municipality(session, municipality_id)
    offices = await list_offices(session, municipality.municipality_id)
    return IntakeRules(
        municipality_id=municipality.municipality_id,
        name_de=municipality.name_de,
        name_en=municipality.name_en,
        timezone=municipality.timezone,
        offices={office.office_id: (office.name_de, office.name_en) for office in offices},
    )


async def list_offices(session: AsyncSession, municipality_id: str) -> Sequence[Office]:
    found = await session.exec(
        select(Office)
        .where(Office.municipality_id == municipality_id, col(Office.active))
        .order_by(col(Office.office_id))
    )
    return found.all()


async def find_office(session: AsyncSession, municipality_id: str, office_id: str) -> Office | None:
    return await session.get(Office, (municipality_id, office_id))


async def find_partner(session: AsyncSession, municipality_id: str, partner_id: str) -> Partner | None:
    return await session.get(Partner, (municipality_id, partner_id))


async def find_officer(session: AsyncSession, municipality_id: str, officer_id: str) -> Officer | None:
    return await session.get(Officer, (municipality_id, officer_id))


async def get_officer(session: AsyncSession, municipality_id: str, officer_id: str) -> Officer:
    """An active person of the municipality. Raises `OfficerNotFound`."""
    officer = await find_officer(session, municipality_id, officer_id)
    if officer is None or not officer.active:
        raise OfficerNotFound("no active officer with this id")
    return officer


async def list_officers(session: AsyncSession, municipality_id: str) -> Sequence[Officer]:
    """Active people, by office and id; those of the whole municipality last."""
    found = await session.exec(
        select(Officer)
        .where(Officer.municipality_id == municipality_id, col(Officer.active))
        .order_by(col(Officer.office_id), col(Officer.officer_id))
    )
    return found.all()
