"""Signs of life of the long-lived processes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Heartbeat


async def save_heartbeat(session: AsyncSession, process: str, instance: str, *, now: datetime) -> None:
    row = insert(Heartbeat).values(process=process, instance=instance, beat_at=now)
    await session.exec(
        row.on_conflict_do_update(
            index_elements=[col(Heartbeat.process), col(Heartbeat.instance)], set_={"beat_at": now}
        )
    )


async def find_last_heartbeat(
    session: AsyncSession, process: str, *, host: str | None = None
) -> datetime | None:
    """Of any instance, or of those on one host: instances are named host-process-number."""
    query = select(Heartbeat.beat_at).where(Heartbeat.process == process)
    if host is not None:
        query = query.where(col(Heartbeat.instance).startswith(f"{host}-", autoescape=True))
    return (await session.exec(query.order_by(col(Heartbeat.beat_at).desc()))).first()


async def forget_heartbeats(session: AsyncSession, *, before: datetime) -> None:
    """Instances that are gone for good; a restarted process has another name."""
    await session.exec(delete(Heartbeat).where(col(Heartbeat.beat_at) < before))
