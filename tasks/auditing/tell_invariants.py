"""The alarm of the auditor and its all-clear: to the coordination, and to an address outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.settings import WebSettings
from models.settings.alarms import AlarmSettings
from models.store.audiences import COORDINATION
from models.store.audit_log import record_events
from models.store.directory import list_municipalities
from models.store.invariants import Found, Standing
from models.store.notices import Recipient, add_notice
from models.tables import Municipality
from models.vocabulary import RecipientKind
from notifications import catalogue, dedupe
from notifications.parts import BrokenInvariant
from tasks.telling.compose_messages import contact_of_coordination
from tasks.telling.queue_notice import MOST_URGENT


async def tell_invariants(
    session: AsyncSession,
    broken: Sequence[tuple[Found, Standing]],
    over: Sequence[Standing],
    *,
    now: datetime,
) -> None:
    """Tell each municipality what it has a part in, and write what is new into its audit log."""
    recipients = _recipients()
    for municipality in await list_municipalities(session):
        concerned = [(found, standing) for found, standing in broken if _concerns(found, municipality)]
        if not concerned and not over:
            continue
        alarm = catalogue.AlarmInvariant(
            municipality=municipality.name_de,
            timezone=municipality.timezone,
            ask=contact_of_coordination(municipality),
            broken=tuple(_line(found, standing) for found, standing in concerned),
            holds_again=tuple(standing.invariant for standing in over),
            link=WebSettings().prefect_ui_url,
        )
        for recipient in recipients:
            await add_notice(
                session,
                alarm.name,
                alarm.to_context(),
                recipient=recipient,
                dedupe_key=dedupe.alarm_invariant_key(
                    municipality.municipality_id, recipient.recipient_id, since=now
                ),
                municipality_id=municipality.municipality_id,
                case_id=None,
                priority=MOST_URGENT,
                now=now,
            )
        await _record(session, municipality, concerned, over, now=now)


def _recipients() -> list[Recipient]:
    outside = AlarmSettings()
    if outside.outside_alarm_mailbox is None:
        return [COORDINATION]
    return [COORDINATION, Recipient(RecipientKind.OUTSIDE, "outside", outside.outside_alarm_language)]


def _concerns(found: Found, municipality: Municipality) -> bool:
    """What stands for the whole installation, or failed, concerns everybody."""
    owners = found.by_municipality
    return not owners or None in owners or municipality.municipality_id in owners


def _line(found: Found, standing: Standing) -> BrokenInvariant:
    return BrokenInvariant(
        invariant=found.invariant,
        rows=found.rows or None,
        since=standing.broken_since or standing.checked_at,
        case_refs=found.case_refs,
    )


async def _record(
    session: AsyncSession,
    municipality: Municipality,
    broken: Sequence[tuple[Found, Standing]],
    over: Sequence[Standing],
    *,
    now: datetime,
) -> None:
    events = [
        AuditEvent(
            AuditEventName.INVARIANT_BROKEN,
            SYSTEM,
            {"invariant": found.invariant.value, "rows": found.rows, "failure": found.failure or ""},
        )
        for found, standing in broken
        if standing.told_over
    ]
    events += [
        AuditEvent(AuditEventName.INVARIANT_HOLDS_AGAIN, SYSTEM, {"invariant": standing.invariant.value})
        for standing in over
    ]
    if events:
        await record_events(
            session, events, municipality_id=municipality.municipality_id, case_id=None, now=now
        )
