"""Signs of life of the long-lived processes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.tables import Heartbeat

# The clocks of two machines may differ so much; a later beat was written by a clock that ran ahead, and its
# process would look alive until that time comes.
_AHEAD = timedelta(minutes=1)


async def save_heartbeat(session: AsyncSession, process: str, instance: str, *, now: datetime) -> None:
    row = insert(Heartbeat).values(process=process, instance=instance, beat_at=now)
    await session.exec(
        row.on_conflict_do_update(
            index_elements=[col(Heartbeat.process), col(Heartbeat.instance)], set_={"beat_at": now}
        )
    )


async def find_last_heartbeat(
    session: AsyncSession, process: str, *, now: datetime, host: str | None = None
) -> datetime | None:
    """Of any instance, or of those on one host: instances are named host-process-number."""
    query = select(Heartbeat.beat_at).where(Heartbeat.process == process, Heartbeat.beat_at <= now + _AHEAD)
    if host is not None:
        query = query.where(col(Heartbeat.instance).startswith(f"{host}-", autoescape=True))
    return (await session.exec(query.order_by(col(Heartbeat.beat_at).desc()))).first()


async def forget_heartbeats(session: AsyncSession, *, before: datetime) -> None:
    """Instances that are gone for good; a restarted process has another name."""
    await session.exec(delete(Heartbeat).where(col(Heartbeat.beat_at) < before))
