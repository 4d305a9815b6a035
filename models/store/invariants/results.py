"""The last result of each invariant, and the lock that lets one auditor look at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from models.invariant import Invariant
from models.tables import InvariantCheck

_AUDITOR_LOCK = 6_350_914_272


@dataclass(frozen=True, slots=True)
class Standing:
    """How an invariant stands. `told_at`: when somebody was last told that it is broken.

    `failure_code`: the query itself failed or took too long; `violations` is 0 then, and `broken_since` set.
    """

    invariant: Invariant
    checked_at: datetime
    violations: int
    broken_since: datetime | None
    took_ms: float
    failure_code: str | None = None
    told_at: datetime | None = None
    told_over: bool = True


async def lock_auditor(session: AsyncSession) -> bool:
    """False while another process looks; given back with the transaction."""
    taken = await session.exec(text(f"SELECT pg_try_advisory_xact_lock({_AUDITOR_LOCK})"))  # type: ignore[call-overload]
    return bool(taken.scalar_one())


async def list_standings(session: AsyncSession) -> Mapping[Invariant, Standing]:
    """Those looked at before; rows of an invariant this version does not know are left out."""
    known = {invariant.value for invariant in Invariant}
    rows = (await session.exec(select(InvariantCheck))).all()
    return {
        Invariant(row.name): Standing(
            Invariant(row.name),
            row.checked_at,
            row.violations,
            row.broken_since,
            row.took_ms,
            row.failure_code,
            row.told_at,
            row.told_over,
        )
        for row in rows
        if row.name in known
    }


async def save_standing(session: AsyncSession, standing: Standing) -> None:
    values = {
        "checked_at": standing.checked_at,
        "violations": standing.violations,
        "broken_since": standing.broken_since,
        "took_ms": standing.took_ms,
        "failure_code": standing.failure_code,
        "told_at": standing.told_at,
        "told_over": standing.told_over,
    }
    row = insert(InvariantCheck).values(name=standing.invariant.value, **values)
    await session.exec(row.on_conflict_do_update(index_elements=[col(InvariantCheck.name)], set_=values))
