"""The bytes of an audit entry and their hashes.

Canonical JSON by RFC 8785, leaf hash by RFC 6962 section 2.1, a chain per case over the leaf hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import rfc8785

from models.audit.event import AuditEvent

_LEAF = b"\x00"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: in the municipality's log and in the chain of its case."""

    municipality_id: str
    seq: int
    case_id: UUID | None
    case_seq: int | None
    previous_case_hash: bytes | None


def canonical_entry(event: AuditEvent, place: Place, *, now: datetime) -> bytes:
    """The entry as RFC 8785 bytes. `now` is an aware instant, kept in UTC to the microsecond."""
    content: Mapping[str, object] = {
        "municipality": place.municipality_id,
        "seq": place.seq,
        "at": _instant(now),
        "event": event.name.value,
        "actor": {"kind": event.actor.kind.value, "id": event.actor.actor_id, "via": event.actor.via},
        "case": None if place.case_id is None else str(place.case_id),
        "case_seq": place.case_seq,
        "previous_case_hash": None if place.previous_case_hash is None else place.previous_case_hash.hex(),
        "details": dict(event.details),
    }
    return rfc8785.dumps(dict(content))  # type: ignore[arg-type]


def canonical_draft(
    event: AuditEvent, *, municipality_id: str, case_id: UUID | None, now: datetime
) -> tuple[str, str]:
    """The text of the entry around what only the commit knows.

    The first part ends before the number within the case, the second before the hash of the case's previous
    entry; `,"seq":` and the number in the log follow. Keys in the order of RFC 8785.
    """
    actor = {"kind": event.actor.kind.value, "id": event.actor.actor_id, "via": event.actor.via}
    case = None if case_id is None else str(case_id)
    opening = f'{{"actor":{_text(actor)},"at":{_text(_instant(now))},"case":{_text(case)},"case_seq":'
    middle = (
        f',"details":{_text(dict(event.details))},"event":{_text(event.name.value)}'
        f',"municipality":{_text(municipality_id)},"previous_case_hash":'
    )
    return opening, middle


def _text(value: object) -> str:
    return rfc8785.dumps(value).decode()  # type: ignore[arg-type]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962: SHA-256 over 0x00 and the entry."""
    return hashlib.sha256(_LEAF + entry).digest()
