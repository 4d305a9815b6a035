"""The token buckets of recipients and of the relay, shared by every delivery process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.pacing import Bucket, refill
from models.tables import Notice, SendPace

RELAY = "relay"


def bucket_name(notice: Notice) -> str:
    """Of the recipient of a notice."""
    return f"{notice.municipality_id}/{notice.recipient_kind.value}/{notice.recipient_id}"


async def lock_paces(
    session: AsyncSession, buckets: Mapping[str, Bucket], *, now: datetime
) -> dict[str, SendPace]:
    """The rows of these buckets, refilled and locked until the commit; a new one is full.

    Always locked in the order of their names, so that two deliveries never wait for each other in a circle.
    """
    fresh = [
        {"bucket": name, "tokens": buckets[name].capacity, "refilled_at": now} for name in sorted(buckets)
    ]
    await session.exec(insert(SendPace).values(fresh).on_conflict_do_nothing())
    found = await session.exec(
        select(SendPace)
        .where(col(SendPace.bucket).in_(buckets))
        .order_by(col(SendPace.bucket))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = {row.bucket: row for row in found.all()}
    for name, row in rows.items():
        passed_s = (now - row.refilled_at).total_seconds()
        row.tokens = refill(buckets[name], row.tokens, passed_s=passed_s)
        row.refilled_at = now
    return rows
