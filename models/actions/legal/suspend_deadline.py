"""The period for the application for prosecution rests, and a person enters the day it ends then."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done
from models.actions.legal.periods import get_live, put_in_place, record_entry, severity_of
from models.actions.permission import get_officer_of_open_case
from models.actions.reason import need_reason
from models.audit import Actor, AuditEventName
from models.legal_refusals import NewEndTooEarly, NotSuspended
from models.rules.deadlines import cut_to_second, plan_until_day
from models.store.open_cases import OpenCase, local_day
from models.vocabulary import CaseActionKind, DeadlineKind, EntitledPerson


async def suspend_deadline(
    session: AsyncSession,
    opened: OpenCase,
    *,
    kind: DeadlineKind,
    until_on: date,
    person: EntitledPerson | None = None,
    officer_id: str,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> Done:
    """Let the period end with `until_on`, the new last day; the old one is kept, superseded.

    § 77b (5) StGB: an attempt at reconciliation suspends it; only a person knows for how long. Raises what
    `get_officer_of_open_case` and `need_reason` refuse, `NotSuspended` for other periods, `NoLiveDeadline`
    and `NewEndTooEarly`.
    """
    officer = await get_officer_of_open_case(session, opened.case, officer_id)
    if kind is not DeadlineKind.STRAFANTRAG:
        raise NotSuspended
    standing = await get_live(session, opened, kind, person)
    today = local_day(now, opened.ruleset.calendar.timezone)
    if until_on <= max(standing.due_on or today, today):
        raise NewEndTooEarly
    words = need_reason(reason)
    planned = plan_until_day(
        kind,
        severity_of(opened),
        office=opened.case.office_id,
        ruleset=opened.ruleset,
        due_on=until_on,
        now=cut_to_second(now),
        entitled_person=standing.entitled_person,
    )
    row = await put_in_place(session, opened, planned, standing=standing, because="suspended", now=now)
    event = await record_entry(
        session,
        opened,
        row,
        kind=CaseActionKind.SUSPEND_DEADLINE,
        name=AuditEventName.DEADLINE_SUSPENDED,
        officer=officer,
        words=words,
        actor=actor,
        now=now,
    )
    return Done((event,))
