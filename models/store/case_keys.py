"""The key store: data keys of cases, wrapped."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import KeyUnavailable
from models.sealing import MasterKey, new_case_key, unwrap_case_key, wrap_case_key
from models.tables import CaseKey


def add_case_key(session: AsyncSession, case_id: UUID, *, master: MasterKey, now: datetime) -> bytes:
    """Make the data key of a new case and return it unwrapped."""
    case_key = new_case_key()
    session.add(
        CaseKey(
            case_id=case_id,
            wrapped=wrap_case_key(master, case_key, case_id=case_id),
            master_key_id=master.key_id,
            created_at=now,
        )
    )
    return case_key


async def get_case_key(session: AsyncSession, case_id: UUID, *, master: MasterKey) -> bytes:
    """Raises `KeyUnavailable` when the key was deleted (case erased) or another master key wrapped it."""
    stored = await session.get(CaseKey, case_id)
    if stored is None:
        raise KeyUnavailable("the key of the case is gone: the case is erased")
    return unwrap_case_key(master, stored.wrapped, case_id=case_id, master_key_id=stored.master_key_id)
