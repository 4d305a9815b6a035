"""What a legal deadline asked for was done, or somebody decided not to do it."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done
from models.actions.legal.periods import check_not_future, get_live, record_entry
from models.actions.permission import get_officer_of_open_case
from models.actions.reason import need_reason
from models.audit import Actor, AuditEventName
from models.legal_refusals import DayBeforeStart
from models.refusals import NoLiveDeadline
from models.rules.start_events import QUESTIONS
from models.store.deadlines import end_deadline
from models.store.open_cases import OpenCase
from models.vocabulary import (
    CaseActionKind,
    DeadlineClock,
    DeadlineKind,
    DeadlineState,
    EntitledPerson,
)


async def meet_deadline(
    session: AsyncSession,
    opened: OpenCase,
    *,
    kind: DeadlineKind,
    on: date,
    person: EntitledPerson | None = None,
    officer_id: str,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Done on this day: the application filed, the claim made, the result told.

    Raises what `get_officer_of_open_case` and `need_reason` refuse, `NoLiveDeadline`, `DayInTheFuture` and
    `DayBeforeStart`. A question is met by entering the day it asks for, not by this.
    """
    if kind in QUESTIONS:
        raise NoLiveDeadline
    return await _end(
        session,
        opened,
        DeadlineState.MET,
        kind=kind,
        on=on,
        person=person,
        officer_id=officer_id,
        reason=reason,
        actor=actor,
        now=now,
    )


async def waive_deadline(
    session: AsyncSession,
    opened: OpenCase,
    *,
    kind: DeadlineKind,
    on: date,
    person: EntitledPerson | None = None,
    officer_id: str,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Decided on this day not to do it; for a question: the day will not be known. Raises as above."""
    return await _end(
        session,
        opened,
        DeadlineState.CANCELLED,
        kind=kind,
        on=on,
        person=person,
        officer_id=officer_id,
        reason=reason,
        actor=actor,
        now=now,
    )


async def _end(
    session: AsyncSession,
    opened: OpenCase,
    state: DeadlineState,
    *,
    kind: DeadlineKind,
    on: date,
    person: EntitledPerson | None,
    officer_id: str,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> Done:
    officer = await get_officer_of_open_case(session, opened.case, officer_id)
    row = await get_live(session, opened, kind, person)
    if row.clock is not DeadlineClock.LEGAL:
        raise NoLiveDeadline
    check_not_future(opened, on, now=now)
    if row.anchor_on is not None and not row.estimated and on < row.anchor_on:
        raise DayBeforeStart
    words = need_reason(reason)
    met = state is DeadlineState.MET
    row.met_on = on
    end_deadline(row, state, reason="met" if met else "waived", now=now)
    event = await record_entry(
        session,
        opened,
        row,
        kind=CaseActionKind.MEET_DEADLINE if met else CaseActionKind.WAIVE_DEADLINE,
        name=AuditEventName.DEADLINE_MET if met else AuditEventName.DEADLINE_WAIVED,
        officer=officer,
        words=words,
        actor=actor,
        now=now,
        on=on.isoformat(),
        late=row.due_on is not None and on > row.due_on,
    )
    return Done((event,))
