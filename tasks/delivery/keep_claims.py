"""A batch stays its holder's while the holder lives, and is soon another's when it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from models.errors import StoreUnavailable
from models.installation import Installation
from models.store.notices import renew_claims

# How long the mails of a delivery that was killed wait for the next one.
CLAIMED_FOR = timedelta(minutes=1)
RENEWED_EVERY_S = 10.0
# Nothing new is begun under a claim not renewed for so long (the database was away, the clock was set), so
# that nobody else takes a notice over while its mail is on the way.
SURE_FOR = timedelta(seconds=30)

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Claim:
    """`renewed_at` goes by the installation's clock, as the claims of the rows do."""

    place: Installation
    renewed_at: datetime

    @property
    def is_sure(self) -> bool:
        return abs(self.place.clock() - self.renewed_at) < SURE_FOR


@asynccontextmanager
async def keeping_claims(
    place: Installation, notice_ids: Sequence[UUID], *, holder: str, claimed_at: datetime
) -> AsyncIterator[Claim]:
    """Renewed until the block is left; a slow relay may take minutes for one mail."""
    claim = Claim(place, claimed_at)
    renewing = asyncio.create_task(_renew_until_cancelled(claim, notice_ids, holder=holder))
    try:
        yield claim
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)


async def _renew_until_cancelled(claim: Claim, notice_ids: Sequence[UUID], *, holder: str) -> None:
    while True:
        await asyncio.sleep(RENEWED_EVERY_S)
        now = claim.place.clock()
        try:
            async with claim.place.transaction() as session:
                await renew_claims(session, notice_ids, holder=holder, until=now + CLAIMED_FOR)
        except StoreUnavailable as error:
            _log.warning("claim not renewed", code=error.code)
        else:
            claim.renewed_at = now
