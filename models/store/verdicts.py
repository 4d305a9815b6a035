"""What people said on the severity of a case; their reasons sealed under the case's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.sealing import open_sealed, seal
from models.tables import CaseFile, SeverityVerdict
from models.vocabulary import Severity


async def add_verdict(
    session: AsyncSession,
    case: CaseFile,
    *,
    proposed: Severity,
    before: Severity,
    severity: Severity,
    officer_id: str,
    second_id: str | None,
    reason: str | None,
    case_key: bytes,
    now: datetime,
) -> SeverityVerdict:
    """Keep one verdict; the case's row must be locked, so that its number is free."""
    verdict_id = uuid4()
    sealed = None
    if reason is not None:
        sealed = seal(case_key, reason.encode(), place=place_of_reason(verdict_id))
    row = SeverityVerdict(
        verdict_id=verdict_id,
        municipality_id=case.municipality_id,
        case_id=case.case_id,
        number=len(await list_verdicts(session, case.case_id)) + 1,
        proposed=proposed,
        before=before,
        severity=severity,
        given_at=now,
        given_by=officer_id,
        second_by=second_id,
        sealed_reason=sealed,
    )
    session.add(row)
    await session.flush()
    return row


async def list_verdicts(session: AsyncSession, case_id: UUID) -> Sequence[SeverityVerdict]:
    """Oldest first."""
    found = await session.exec(
        select(SeverityVerdict)
        .where(SeverityVerdict.case_id == case_id)
        .order_by(col(SeverityVerdict.number))
    )
    return found.all()


def open_reason(case_key: bytes, verdict: SeverityVerdict) -> str | None:
    """The words of the reason, for whoever may read the case."""
    if verdict.sealed_reason is None:
        return None
    return open_sealed(case_key, verdict.sealed_reason, place=place_of_reason(verdict.verdict_id)).decode()


def place_of_reason(verdict_id: UUID) -> str:
    return f"severity_verdict.sealed_reason/{verdict_id}"
