"""Reports: sealed on the way in, opened for those who decide."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import CaseNotFound
from models.sealing import open_sealed, seal
from models.tables import Report


def seal_report(case_key: bytes, content: dict[str, Any], *, report_id: UUID) -> bytes:
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return seal(case_key, plain, place=_place(report_id))


async def get_report(session: AsyncSession, case_id: UUID) -> Report:
    found = await session.exec(select(Report).where(Report.case_id == case_id))
    report = found.first()
    if report is None:
        raise CaseNotFound("the case has no report")
    return report


def open_report(case_key: bytes, report: Report) -> dict[str, Any]:
    content = json.loads(open_sealed(case_key, report.sealed, place=_place(report.report_id)))
    if not isinstance(content, dict):
        raise TypeError("a stored report is an object")
    return content


def _place(report_id: UUID) -> str:
    return f"report.sealed/{report_id}"
