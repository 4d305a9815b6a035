"""A person enters the day a legal period starts from, or corrects it."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done
from models.actions.legal.periods import (
    check_start,
    find_live,
    get_entitled,
    get_live,
    plan_from,
    put_in_place,
    record_entry,
)
from models.actions.permission import get_officer_of_open_case
from models.actions.reason import need_reason, trim_reason
from models.actions.start_events import settle_questions
from models.audit import Actor, AuditEventName
from models.legal_refusals import LegalDeadlineRuns
from models.store.open_cases import OpenCase
from models.vocabulary import CaseActionKind, DeadlineKind, EntitledPerson


async def set_deadline(
    session: AsyncSession,
    opened: OpenCase,
    *,
    kind: DeadlineKind,
    started_on: date,
    person: EntitledPerson | None = None,
    officer_id: str,
    reason: str | None = None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Start the period of one entitled person; an estimate gives way to it.

    Raises what `get_officer_of_open_case` and `check_start` refuse, `NoSuchRight`, and `LegalDeadlineRuns`
    when it has a start already.
    """
    officer = await get_officer_of_open_case(session, opened.case, officer_id)
    entitled = get_entitled(opened, kind, person)
    check_start(opened, started_on, now=now)
    standing = await find_live(session, opened, kind, entitled)
    if standing is not None and not standing.estimated:
        if standing.anchor_on == started_on:
            return Done()
        raise LegalDeadlineRuns
    words = trim_reason(reason)
    planned = plan_from(opened, kind, entitled, started_on=started_on, now=now)
    row = await put_in_place(session, opened, planned, standing=standing, because="exact date", now=now)
    event = await record_entry(
        session,
        opened,
        row,
        kind=CaseActionKind.SET_DEADLINE,
        name=AuditEventName.DEADLINE_SET,
        officer=officer,
        words=words,
        actor=actor,
        now=now,
    )
    return Done((event, *await settle_questions(session, opened, actor=actor, now=now)))


async def correct_deadline(
    session: AsyncSession,
    opened: OpenCase,
    *,
    kind: DeadlineKind,
    started_on: date,
    person: EntitledPerson | None = None,
    officer_id: str,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Let the period start on another day, also a later one; the old one is kept, superseded.

    Raises what `get_officer_of_open_case`, `check_start` and `need_reason` refuse, and `NoLiveDeadline`.
    """
    officer = await get_officer_of_open_case(session, opened.case, officer_id)
    get_entitled(opened, kind, person)
    check_start(opened, started_on, now=now)
    standing = await get_live(session, opened, kind, person)
    if standing.anchor_on == started_on and not standing.estimated:
        return Done()
    words = need_reason(reason)
    planned = plan_from(opened, kind, standing.entitled_person, started_on=started_on, now=now)
    row = await put_in_place(session, opened, planned, standing=standing, because="corrected", now=now)
    event = await record_entry(
        session,
        opened,
        row,
        kind=CaseActionKind.CORRECT_DEADLINE,
        name=AuditEventName.DEADLINE_CORRECTED,
        officer=officer,
        words=words,
        actor=actor,
        now=now,
    )
    return Done((event, *await settle_questions(session, opened, actor=actor, now=now)))
