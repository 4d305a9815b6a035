"""A claimed notice as bytes to send: rendered once, at the first claim, and kept sealed for retries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from models.installation import Installation
from models.sealing import open_sealed, seal
from models.settings import MailSettings, read_settings
from models.settings.alarms import AlarmSettings
from models.store.biases import is_biased
from models.store.case_keys import get_case_key
from models.store.directory import find_office, find_officer, find_partner, get_municipality
from models.tables import Notice
from models.vocabulary import RecipientKind
from notifications.catalogue import message_from_context
from notifications.mail_message import build_message, message_id_for
from notifications.render import render
from notifications.wording import Language


@dataclass(frozen=True, slots=True)
class PreparedMail:
    """A notice on its way, as it was claimed."""

    notice: Notice = field(repr=False)
    recipient: str = field(repr=False)
    raw: bytes = field(repr=False)


async def find_address(session: AsyncSession, notice: Notice) -> str | None:
    """Where the recipient reads mail now.

    None when the unit or person is there no more, or must not hear of the case any more.
    """
    municipality_id, recipient_id = notice.municipality_id, notice.recipient_id
    match notice.recipient_kind:
        case RecipientKind.COORDINATION:
            return (await get_municipality(session, municipality_id)).coordination_mailbox
        case RecipientKind.OFFICE:
            office = await find_office(session, municipality_id, recipient_id)
            return office.mailbox if office is not None and office.active else None
        case RecipientKind.PERSON:
            officer = await find_officer(session, municipality_id, recipient_id)
            if notice.case_id is not None and await is_biased(session, notice.case_id, recipient_id):
                return None
            return officer.email if officer is not None and officer.active else None
        case RecipientKind.PARTNER:
            partner = await find_partner(session, municipality_id, recipient_id)
            return partner.email if partner is not None and partner.active else None
        case RecipientKind.OUTSIDE:
            return read_settings(AlarmSettings).outside_alarm_mailbox


async def prepare_mail(
    session: AsyncSession,
    place: Installation,
    notice: Notice,
    *,
    address: str,
    keys: dict[UUID, bytes],
    now: datetime,
) -> PreparedMail:
    """Open what was rendered before, else render and seal it. Raises `MailRefused` when it cannot go.

    `keys` are those of cases met before in this batch; the case's is added.
    """
    key = await _key_of(session, place, notice, keys)
    where = f"notice.sealed_mail/{notice.notice_id}"
    if notice.sealed_mail is None:
        raw = _render(notice, address, now)
        notice.sealed_mail = seal(key, raw, place=where)
    else:
        raw = open_sealed(key, notice.sealed_mail, place=where)
    return PreparedMail(notice, address, raw)


def _render(notice: Notice, address: str, now: datetime) -> bytes:
    settings = read_settings(MailSettings)
    message = message_from_context(notice.message, notice.context)
    return build_message(
        render(message, language=Language(notice.language)),
        sender=settings.sender,
        sender_name=settings.sender_name,
        recipient=address,
        message_id=message_id_for(notice.notice_id, domain=settings.message_id_domain),
        now=now,
    )


async def _key_of(
    session: AsyncSession, place: Installation, notice: Notice, keys: dict[UUID, bytes]
) -> bytes:
    """The key of its case; a notice about no case has a key of its own derived from the master key."""
    if notice.case_id is None:
        return place.master_key.derive("notice without case", salt=notice.notice_id.bytes)
    if notice.case_id not in keys:
        keys[notice.case_id] = await get_case_key(session, notice.case_id, master=place.master_key)
    return keys[notice.case_id]
