"""Put a policy in force for its municipality: new reports are decided by it, open cases keep theirs."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlmodel import col, text, update
from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import Actor, AuditEvent, AuditEventName
from models.errors import PolicyRefused
from models.installation import Installation
from models.policy import SHIPPED, Policy, shipped_policy
from models.policy.check import check_policy
from models.policy.freeze import freeze_holidays
from models.store.audit_log import record_events
from models.store.open_cases import local_day
from models.store.policies import find_policy_version, list_policies_in_force
from models.tables import AuditHead, Municipality, Office, Officer, Partner, PolicyVersion


async def activate_policy(place: Installation, policy: Policy, *, actor: Actor, now: datetime) -> bool:
    """False when exactly this version is in force already. A version is never changed.

    Raises `PolicyRefused` when the policy fails its check, or when other content was activated under the
    same id and version; the running policy stays in force then.
    """
    slug = policy.ruleset.municipality.slug
    outcome = check_policy(policy, today=local_day(now, policy.ruleset.calendar.timezone))
    if not outcome.is_sound:
        raise PolicyRefused(list(outcome.problems))
    async with place.transaction() as session:
        await _wait_for_other_activations(session, slug)
        stored = await find_policy_version(
            session, municipality_id=slug, policy_id=policy.id, version=policy.version
        )
        if stored is not None and stored.sha256 != policy.sha256:
            problem = (
                "ist mit anderem Inhalt schon in Kraft; bitte der Datei eine neue Versionsnummer geben / "
                "is in force with other content; give the file a new version"
            )
            raise PolicyRefused([("version", problem)])
        municipality = await session.get(Municipality, slug)
        if municipality and stored and municipality.policy_version_id == stored.policy_version_id:
            return False
        if stored is None:
            stored = _new_version(policy, actor, now)
            session.add(stored)
            await session.flush()
        await _save_municipality(session, municipality, policy, stored)
        await _save_directory(session, policy)
        event = AuditEvent(
            AuditEventName.POLICY_ACTIVATED,
            actor,
            {"policy": policy.id, "version": policy.version, "sha256": policy.sha256},
        )
        await record_events(session, [event], municipality_id=slug, case_id=None, now=now)
    return True


async def load_example(place: Installation, policy: Policy, *, actor: Actor, now: datetime) -> bool | None:
    """Activate a shipped policy for trying out; None when a policy of one's own is in force and stays."""
    shipped = {shipped_policy(name).sha256 for name in SHIPPED}
    async with place.transaction() as session:
        in_force = await list_policies_in_force(session)
    if any(version.sha256 not in shipped for version in in_force):
        return None
    return await activate_policy(place, policy, actor=actor, now=now)


async def _wait_for_other_activations(session: AsyncSession, slug: str) -> None:
    """Before the first one there is no row that could be locked."""
    lock = text("SELECT pg_advisory_xact_lock(hashtext(:activation))")
    await session.exec(lock.bindparams(activation=f"activate policy {slug}"))  # type: ignore[call-overload]


def _new_version(policy: Policy, actor: Actor, now: datetime) -> PolicyVersion:
    calendar = policy.ruleset.calendar
    frozen = freeze_holidays(calendar.holiday_country, calendar.holiday_subdivision)
    return PolicyVersion(
        policy_version_id=uuid4(),
        municipality_id=policy.ruleset.municipality.slug,
        policy_id=policy.id,
        version=policy.version,
        sha256=policy.sha256,
        source=policy.text,
        holidays={day.isoformat(): name for day, name in frozen.items()},
        activated_at=now,
        activated_by=actor.actor_id or actor.kind.value,
    )


async def _save_municipality(
    session: AsyncSession, known: Municipality | None, policy: Policy, version: PolicyVersion
) -> None:
    rules = policy.ruleset
    row = known or Municipality(
        municipality_id=rules.municipality.slug, name_de="", name_en="", timezone="", coordination_mailbox=""
    )
    row.name_de = rules.municipality.name_de
    row.name_en = rules.municipality.name_en
    row.timezone = rules.calendar.timezone
    row.coordination_mailbox = rules.coordination_mailbox
    row.policy_version_id = version.policy_version_id
    session.add(row)
    await session.flush()
    if known is None:
        session.add(AuditHead(municipality_id=row.municipality_id))
        await session.flush()


async def _save_directory(session: AsyncSession, policy: Policy) -> None:
    """Offices, people and partners as the policy names them; who is gone stays known, but inactive."""
    rules = policy.ruleset
    slug = rules.municipality.slug
    for table in (Office, Officer, Partner):
        await session.exec(update(table).where(col(table.municipality_id) == slug).values(active=False))
    for office in rules.offices:
        await session.merge(
            Office(
                municipality_id=slug,
                office_id=office.id,
                name_de=office.name_de,
                name_en=office.name_en,
                mailbox=office.mailbox,
                active=True,
            )
        )
    await session.flush()
    for person in rules.people:
        await session.merge(
            Officer(
                municipality_id=slug,
                officer_id=person.id,
                office_id=person.office,
                role=person.role,
                name=person.name_de,
                email=person.email,
                language=person.language,
                deputy_id=person.deputy,
                active=True,
            )
        )
    for partner in rules.partners:
        await session.merge(
            Partner(
                municipality_id=slug,
                partner_id=partner.id,
                kind=partner.kind,
                name=partner.name,
                email=partner.email,
                language=partner.language,
                active=True,
            )
        )
    await session.flush()
