"""Enter and take back the days on which a person is away."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import Actor, AuditEvent, AuditEventName
from models.installation import Installation
from models.refusals import AbsenceEndsBeforeItBegins, AbsenceNotFound, AbsenceOverlaps
from models.store.absences import list_absences_within
from models.store.audit_log import record_events
from models.store.directory import get_municipality, get_officer
from models.tables import Absence, Officer
from models.vocabulary import ActorKind


async def add_absence(
    place: Installation,
    officer_id: str,
    *,
    from_on: date,
    until_on: date,
    municipality_id: str | None,
    actor: Actor,
    now: datetime,
) -> Absence:
    """Both days are included and local. Only what is told from now on is told to the deputy.

    Raises `MunicipalityNotFound`, `OfficerNotFound`, `AbsenceEndsBeforeItBegins` and `AbsenceOverlaps`.
    """
    if until_on < from_on:
        raise AbsenceEndsBeforeItBegins
    async with place.transaction() as session:
        slug = (await get_municipality(session, municipality_id)).municipality_id
        officer = await get_officer(session, slug, officer_id)
        await _check_actor(session, slug, actor)
        await _lock(session, officer)
        if await list_absences_within(session, slug, officer.officer_id, from_on=from_on, until_on=until_on):
            raise AbsenceOverlaps
        absence = Absence(
            absence_id=uuid4(),
            municipality_id=slug,
            officer_id=officer.officer_id,
            from_on=from_on,
            until_on=until_on,
        )
        session.add(absence)
        await _record(session, AuditEventName.ABSENCE_ADDED, absence, actor=actor, now=now)
    return absence


async def remove_absence(
    place: Installation,
    officer_id: str,
    *,
    from_on: date,
    until_on: date,
    municipality_id: str | None,
    actor: Actor,
    now: datetime,
) -> Absence:
    """Take back the absence of exactly these days. Raises `AbsenceNotFound` when there is none."""
    async with place.transaction() as session:
        slug = (await get_municipality(session, municipality_id)).municipality_id
        officer = await get_officer(session, slug, officer_id)
        await _check_actor(session, slug, actor)
        found = await list_absences_within(
            session, slug, officer.officer_id, from_on=from_on, until_on=until_on
        )
        for absence in found:
            if (absence.from_on, absence.until_on) == (from_on, until_on):
                await session.delete(absence)
                await _record(session, AuditEventName.ABSENCE_REMOVED, absence, actor=actor, now=now)
                return absence
    raise AbsenceNotFound


async def _check_actor(session: AsyncSession, municipality_id: str, actor: Actor) -> None:
    """The log must not name an officer who does not exist."""
    if actor.kind is ActorKind.OFFICER:
        await get_officer(session, municipality_id, actor.actor_id)


async def _lock(session: AsyncSession, officer: Officer) -> None:
    """Two entries for one person wait for each other, so that they cannot overlap."""
    await session.exec(
        select(Officer.officer_id)
        .where(
            col(Officer.municipality_id) == officer.municipality_id,
            col(Officer.officer_id) == officer.officer_id,
        )
        .with_for_update(key_share=True)
    )


async def _record(
    session: AsyncSession, name: AuditEventName, absence: Absence, *, actor: Actor, now: datetime
) -> None:
    details = {
        "officer": absence.officer_id,
        "from": absence.from_on.isoformat(),
        "until": absence.until_on.isoformat(),
    }
    event = AuditEvent(name, actor, details)
    await record_events(session, [event], municipality_id=absence.municipality_id, case_id=None, now=now)
