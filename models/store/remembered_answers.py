"""Answers kept for repeated requests: neither key nor body is stored, both only as keyed digests."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, delete, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import IdempotencyConflict
from models.sealing import MasterKey, open_sealed, seal
from models.tables import RememberedAnswer


@dataclass(frozen=True, slots=True)
class Memory:
    """How a request is recognised. The answer is sealed under a key that the Idempotency-Key itself opens."""

    municipality_id: str
    key_digest: bytes
    body_digest: bytes
    sealing_key: bytes = field(repr=False)

    @classmethod
    def of(cls, master: MasterKey, municipality_id: str, key: str, fingerprint: bytes) -> Memory:
        digests = master.derive("idempotency key")
        return cls(
            municipality_id=municipality_id,
            key_digest=hmac.digest(digests, f"{municipality_id}\n{key}".encode(), hashlib.sha256),
            body_digest=hmac.digest(digests, b"body\n" + fingerprint, hashlib.sha256),
            sealing_key=master.derive("remembered answer", salt=hashlib.sha256(key.encode()).digest()),
        )

    @property
    def place(self) -> str:
        return f"remembered_answer.sealed/{self.key_digest.hex()}"


async def find_answer(session: AsyncSession, memory: Memory, *, now: datetime) -> Mapping[str, str] | None:
    """The first answer to this key; an answer whose time is over is forgotten.

    The lock makes fifty equal requests at once wait for the first. Raises `IdempotencyConflict` when the key
    was used for another body.
    """
    lock = int.from_bytes(memory.key_digest[:8], "big", signed=True)
    await session.exec(text("SELECT pg_advisory_xact_lock(:lock)").bindparams(lock=lock))  # type: ignore[call-overload]
    found = await session.exec(
        select(RememberedAnswer).where(
            RememberedAnswer.municipality_id == memory.municipality_id,
            RememberedAnswer.key_digest == memory.key_digest,
        )
    )
    row = found.first()
    if row is None:
        return None
    if row.expires_at <= now:
        await session.delete(row)
        await session.flush()
        return None
    if not hmac.compare_digest(row.body_digest, memory.body_digest):
        raise IdempotencyConflict("the key was used for another report")
    answer: dict[str, str] = json.loads(open_sealed(memory.sealing_key, row.sealed, place=memory.place))
    return answer


def add_answer(
    session: AsyncSession,
    memory: Memory,
    answer: Mapping[str, str],
    *,
    case_id: UUID,
    kept_for: timedelta,
    now: datetime,
) -> None:
    session.add(
        RememberedAnswer(
            municipality_id=memory.municipality_id,
            key_digest=memory.key_digest,
            body_digest=memory.body_digest,
            case_id=case_id,
            sealed=seal(memory.sealing_key, json.dumps(dict(answer)).encode(), place=memory.place),
            created_at=now,
            expires_at=now + kept_for,
        )
    )


async def forget_answers(session: AsyncSession, *, now: datetime) -> int:
    gone = await session.exec(delete(RememberedAnswer).where(col(RememberedAnswer.expires_at) <= now))
    return int(gone.rowcount)
