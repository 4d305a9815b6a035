"""What people did to a case; their reasons sealed under the case's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.sealing import open_sealed, seal
from models.tables import CaseAction, CaseFile
from models.vocabulary import CaseActionKind


async def add_case_action(
    session: AsyncSession,
    case: CaseFile,
    kind: CaseActionKind,
    *,
    officer_id: str,
    case_key: bytes,
    now: datetime,
    reason: str | None = None,
    second_id: str | None = None,
    office_before: str | None = None,
    office_id: str | None = None,
    deadline_id: UUID | None = None,
) -> CaseAction:
    """Keep one action; the case's row must be locked, so that its number is free.

    `officer_id` is empty when the software acted on what a person had decided before.
    """
    action_id = uuid4()
    sealed = None
    if reason is not None:
        sealed = seal(case_key, reason.encode(), place=place_of_reason(action_id))
    counted = await session.exec(
        select(func.coalesce(func.max(CaseAction.number), 0)).where(CaseAction.case_id == case.case_id)
    )
    row = CaseAction(
        action_id=action_id,
        municipality_id=case.municipality_id,
        case_id=case.case_id,
        number=int(counted.one()) + 1,
        kind=kind,
        taken_at=now,
        taken_by=officer_id,
        second_by=second_id,
        office_before=office_before,
        office_id=office_id,
        deadline_id=deadline_id,
        sealed_reason=sealed,
    )
    session.add(row)
    await session.flush()
    return row


async def list_case_actions(
    session: AsyncSession, case_id: UUID, kind: CaseActionKind | None = None
) -> Sequence[CaseAction]:
    """Oldest first."""
    query = select(CaseAction).where(CaseAction.case_id == case_id).order_by(col(CaseAction.number))
    if kind is not None:
        query = query.where(CaseAction.kind == kind)
    return (await session.exec(query)).all()


async def count_case_actions(
    session: AsyncSession, case_id: UUID, kind: CaseActionKind, *, after: datetime
) -> int:
    found = await session.exec(
        select(func.count())
        .select_from(CaseAction)
        .where(CaseAction.case_id == case_id, CaseAction.kind == kind, CaseAction.taken_at > after)
    )
    return int(found.one())


def list_pauses(
    actions: Sequence[CaseAction], *, moved_to: datetime | None = None
) -> list[tuple[datetime, datetime]]:
    """Beginning and end of every pause, oldest first.

    Of a pause that goes on only what is counted into its deadlines already, which is up to `moved_to`.
    """
    pauses = []
    begun_at = None
    for action in actions:
        if action.kind is CaseActionKind.PAUSE:
            begun_at = action.taken_at
        elif action.kind in {CaseActionKind.RESUME, CaseActionKind.CLOSE} and begun_at is not None:
            pauses.append((begun_at, action.taken_at))
            begun_at = None
    if begun_at is not None and moved_to is not None and moved_to > begun_at:
        pauses.append((begun_at, moved_to))
    return pauses


def open_reason(case_key: bytes, action: CaseAction) -> str | None:
    """The words of the reason, for whoever may read the case."""
    if action.sealed_reason is None:
        return None
    return open_sealed(case_key, action.sealed_reason, place=place_of_reason(action.action_id)).decode()


def place_of_reason(action_id: UUID) -> str:
    return f"case_action.sealed_reason/{action_id}"
