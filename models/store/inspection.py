"""What the doctor asks the database about itself; nothing of any report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import bindparam, col, func, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from models.migrations import current_revision
from models.migrations.upgrade import UNCHANGEABLE
from models.tables import CaseKey, Municipality, Office, Officer, Partner

_RIGHTS = text(
    "SELECT t FROM unnest(:tables ::text[]) AS t"
    " WHERE has_table_privilege(t, 'UPDATE') OR has_table_privilege(t, 'DELETE')"
    " OR has_table_privilege(t, 'TRUNCATE') OR has_any_column_privilege(t, 'UPDATE')"
)


async def read_database_clock(session: AsyncSession) -> datetime:
    now: datetime = (await session.exec(select(func.clock_timestamp()))).one()
    return now


async def find_revision(session: AsyncSession) -> str | None:
    return await (await session.connection()).run_sync(current_revision)


async def list_changeable_tables(session: AsyncSession) -> Sequence[str]:
    """Tables that are written once but that the role logged in could change; none in order."""
    asked = _RIGHTS.bindparams(bindparam("tables", list(UNCHANGEABLE)))
    rows = await (await session.connection()).execute(asked)
    return [str(name) for (name,) in rows]


async def find_newest_master_key_id(session: AsyncSession) -> str | None:
    """Of the master key that wrapped the newest case's key; None while there is no case."""
    found = await session.exec(
        select(CaseKey.master_key_id).order_by(col(CaseKey.created_at).desc()).limit(1)
    )
    return found.first()


async def list_mail_domains(session: AsyncSession) -> Sequence[str]:
    """The domain of every address that notices go to, as often as it is used."""
    columns = (
        select(Municipality.coordination_mailbox),
        select(Office.mailbox).where(col(Office.active)),
        select(Officer.email).where(col(Officer.active)),
        select(Partner.email).where(col(Partner.active)),
    )
    return [
        address.rpartition("@")[2].lower()
        for query in columns
        for address in (await session.exec(query)).all()
    ]


async def count_municipalities_without_policy(session: AsyncSession) -> int:
    query = select(func.count()).where(col(Municipality.policy_version_id).is_(None))
    return (await session.exec(query)).one()
