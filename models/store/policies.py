"""Policy versions in force: read once a process, for they never change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.policy import Policy, load_policy
from models.tables import Municipality, PolicyVersion

_loaded: dict[UUID, Policy] = {}


async def get_policy(session: AsyncSession, policy_version_id: UUID) -> Policy:
    """The policy as it was activated, with the holidays that were frozen into it."""
    if policy_version_id not in _loaded:
        row = await session.get_one(PolicyVersion, policy_version_id)
        holidays = {date.fromisoformat(day): name for day, name in row.holidays.items()}
        _loaded[policy_version_id] = load_policy(row.source.encode(), frozen_holidays=holidays)
    return _loaded[policy_version_id]


async def list_policies_in_force(session: AsyncSession) -> Sequence[PolicyVersion]:
    found = await session.exec(
        select(PolicyVersion)
        .join(Municipality, col(Municipality.policy_version_id) == col(PolicyVersion.policy_version_id))
        .order_by(col(PolicyVersion.municipality_id))
    )
    return found.all()


async def find_policy_version(
    session: AsyncSession, *, municipality_id: str, policy_id: str, version: str
) -> PolicyVersion | None:
    found = await session.exec(
        select(PolicyVersion).where(
            PolicyVersion.municipality_id == municipality_id,
            PolicyVersion.policy_id == policy_id,
            PolicyVersion.version == version,
        )
    )
    return found.first()
