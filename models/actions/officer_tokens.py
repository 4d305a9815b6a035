"""Give a person access through the API, and take it away."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from models.audit import Actor, AuditEvent, AuditEventName
from models.audit.event import Detail
from models.errors import OfficerNotFound
from models.installation import Installation
from models.refusals import TokenTooLong
from models.store.audit_log import record_events
from models.store.directory import find_officer, get_municipality, get_officer
from models.store.officer_tokens import find_valid_token, lock_unrevoked_tokens
from models.tables import Officer, OfficerToken
from models.vocabulary import ActorKind

# So that a secret that leaked is recognised for what it is, by people and by scanners.
PREFIX = "mwo_"
LONGEST_DAYS = 366

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """`secret` is shown once and kept nowhere."""

    officer_id: str
    expires_at: datetime
    secret: str = field(repr=False)


async def issue_token(
    place: Installation,
    officer_id: str,
    *,
    days: int,
    municipality_id: str | None,
    actor: Actor,
    now: datetime,
) -> IssuedToken:
    """Raises `MunicipalityNotFound`, `OfficerNotFound` and `TokenTooLong`."""
    if not 0 < days <= LONGEST_DAYS:
        raise TokenTooLong
    secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    expires_at = now + timedelta(days=days)
    async with place.transaction() as session:
        slug = (await get_municipality(session, municipality_id)).municipality_id
        officer = await get_officer(session, slug, officer_id)
        if actor.kind is ActorKind.OFFICER:
            await get_officer(session, slug, actor.actor_id)
        row = OfficerToken(
            token_id=uuid4(),
            municipality_id=slug,
            officer_id=officer.officer_id,
            digest=_digest(secret),
            issued_at=now,
            expires_at=expires_at,
        )
        session.add(row)
        details = {
            "officer": officer.officer_id,
            "token": str(row.token_id),
            "expires_at": expires_at.isoformat(),
        }
        event = AuditEvent(AuditEventName.TOKEN_ISSUED, actor, details)
        await record_events(session, [event], municipality_id=slug, case_id=None, now=now)
    return IssuedToken(officer_id, expires_at, secret)


async def revoke_tokens(
    place: Installation, officer_id: str, *, municipality_id: str | None, actor: Actor, now: datetime
) -> int:
    """Revoke all of a person's, who may be gone already; how many still were valid or only expired.

    Raises `MunicipalityNotFound` and `OfficerNotFound`.
    """
    async with place.transaction() as session:
        slug = (await get_municipality(session, municipality_id)).municipality_id
        if await find_officer(session, slug, officer_id) is None:
            raise OfficerNotFound("no officer with this id")
        if actor.kind is ActorKind.OFFICER:
            await get_officer(session, slug, actor.actor_id)
        rows = await lock_unrevoked_tokens(session, slug, officer_id)
        for row in rows:
            row.revoked_at = now
        if rows:
            revoked: dict[str, Detail] = {
                "officer": officer_id,
                "tokens": [str(row.token_id) for row in rows],
            }
            event = AuditEvent(AuditEventName.TOKENS_REVOKED, actor, revoked)
            await record_events(session, [event], municipality_id=slug, case_id=None, now=now)
    return len(rows)


async def find_token_holder(place: Installation, secret: str, *, now: datetime) -> Officer | None:
    """The active person a secret belongs to; None for whatever is no valid one, without saying why.

    Looked up by its digest and compared in constant time: how long it takes says nothing about a secret.
    """
    digest = _digest(secret)
    async with place.transaction() as session:
        token = await find_valid_token(session, digest, now=now)
        if token is None or not hmac.compare_digest(token.digest, digest):
            return None
        officer = await find_officer(session, token.municipality_id, token.officer_id)
    return officer if officer is not None and officer.active else None


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
