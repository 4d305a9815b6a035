"""Answers added to a case: sealed like the report, merged with it whenever the case is opened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.intake.added_answers import answers_from_stored, answers_to_stored
from models.rules.added_answers import AddedAnswers
from models.sealing import open_sealed, seal
from models.tables import AddedAnswersRow, CaseFile


async def add_answers_row(
    session: AsyncSession,
    case: CaseFile,
    answers: AddedAnswers,
    *,
    case_key: bytes,
    officer_id: str,
    now: datetime,
) -> AddedAnswersRow:
    """Keep one addition; the case's row must be locked, so that its number is free."""
    before = await _list_rows(session, case.case_id)
    row_id = uuid4()
    plain = json.dumps(answers_to_stored(answers), separators=(",", ":")).encode()
    row = AddedAnswersRow(
        added_answers_id=row_id,
        municipality_id=case.municipality_id,
        case_id=case.case_id,
        number=len(before) + 1,
        added_at=now,
        added_by=officer_id,
        sealed=seal(case_key, plain, place=place_of_answers(row_id)),
    )
    session.add(row)
    await session.flush()
    return row


async def list_added_answers(
    session: AsyncSession, case_id: UUID, *, case_key: bytes
) -> Sequence[AddedAnswers]:
    """Every addition of a case, oldest first."""
    return [
        answers_from_stored(
            json.loads(open_sealed(case_key, row.sealed, place=place_of_answers(row.added_answers_id)))
        )
        for row in await _list_rows(session, case_id)
    ]


async def _list_rows(session: AsyncSession, case_id: UUID) -> Sequence[AddedAnswersRow]:
    found = await session.exec(
        select(AddedAnswersRow)
        .where(AddedAnswersRow.case_id == case_id)
        .order_by(col(AddedAnswersRow.number))
    )
    return found.all()


def place_of_answers(row_id: UUID) -> str:
    return f"added_answers.sealed/{row_id}"
