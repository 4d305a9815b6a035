"""Act on claimed deadlines of one municipality: all at once, and one by one when that fails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.acts import list_told
from models.store.deadlines import hold_deadline, move_deadline
from models.store.lost_connection import is_connection_lost
from models.tables import CaseFile, Deadline
from tasks.firing.prepare_act import Act, prepare_act
from tasks.firing.save_acts import group_by_run, save_acts
from tasks.firing.set_aside import set_deadline_aside
from tasks.firing.surroundings import Surroundings, read_surroundings

_log = structlog.get_logger(__name__)


async def fire_claimed(
    session: AsyncSession,
    municipality_id: str,
    claimed: Sequence[tuple[Deadline, CaseFile]],
    *,
    is_storm: bool = False,
    now: datetime,
) -> None:
    """Each row acts, is held until its office opens, or is set aside: none stays due, none stops another."""
    cases = [case for _, case in claimed]
    around = await read_surroundings(session, municipality_id, cases, is_storm=is_storm, now=now)
    acts: list[Act] = []
    broken: list[tuple[Deadline, CaseFile, Exception]] = []
    for deadline, case in claimed:
        try:
            act = prepare_act(around, case, deadline, now=now)
        except Exception as error:  # noqa: BLE001  one bad row must not stop all others
            broken.append((deadline, case, error))
            continue
        if _has_to_be_saved(act, now=now):
            acts.append(act)
    broken += await _save_together(session, acts, around, now=now)
    for deadline, case, problem in broken:
        await set_deadline_aside(
            session, case, deadline, municipality=around.municipality, error=problem, now=now
        )


def _has_to_be_saved(act: Act, *, now: datetime) -> bool:
    """False, and the row moved, when it is held or its steps were all told before."""
    if act.held_until is not None:
        hold_deadline(act.deadline, until=act.held_until, now=now)
        return False
    if not act.firing.taken and act.breach is None:
        move_deadline(act.deadline, act.firing, now=now)
        return False
    return True


async def _save_together(
    session: AsyncSession, acts: Sequence[Act], around: Surroundings, *, now: datetime
) -> list[tuple[Deadline, CaseFile, Exception]]:
    """Answers the rows that failed; the batch is tried as a whole first."""
    # Written outside of the savepoint: what is taken back in there must not take these along.
    await session.flush()
    try:
        async with session.begin_nested():
            for group in group_by_run(acts, is_backed_up=around.is_backed_up):
                await save_acts(session, group, around, now=now)
    except Exception as error:
        # Whichever row it was, the others go on; without the connection none can.
        if is_connection_lost(error):
            raise
        _log.warning("batch taken apart", deadlines=len(acts), code=type(error).__name__)
    else:
        return []
    broken: list[tuple[Deadline, CaseFile, Exception]] = []
    for group in group_by_run(acts, is_backed_up=around.is_backed_up):
        shown_in: UUID | None = None
        for act in group:
            try:
                async with session.begin_nested():
                    shown_in = await _save_alone(session, act, around, shown_in=shown_in, now=now)
            except Exception as error:
                if is_connection_lost(error):
                    raise
                await session.refresh(act.case)
                await session.refresh(act.deadline)
                broken.append((act.deadline, act.case, error))
    return broken


async def _save_alone(
    session: AsyncSession, act: Act, around: Surroundings, *, shown_in: UUID | None, now: datetime
) -> UUID | None:
    """As the rows stand after the batch was taken back, and without what was told before."""
    await session.refresh(act.case)
    await session.refresh(act.deadline)
    told = await list_told(session, act.deadline)
    again = prepare_act(around, act.case, act.deadline, now=now, told=told)
    if not _has_to_be_saved(again, now=now):
        return shown_in
    return await save_acts(session, [again], around, shown_in=shown_in, now=now)
