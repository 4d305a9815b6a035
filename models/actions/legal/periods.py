"""What the actions on legal periods share: the period meant, its day checked, its new plan in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.reason import describe_action
from models.audit import Actor, AuditEvent, AuditEventName
from models.audit.event import Detail
from models.errors import StepOutOfOrder
from models.legal_refusals import DayInTheFuture, NoSuchRight, StartBeforeDeed
from models.refusals import NoLiveDeadline
from models.rules.deadlines import (
    cut_to_second,
    needs_check,
    plan_deadline_of_superior,
    plan_legal_deadline,
)
from models.rules.decision import PlannedDeadline
from models.store.case_actions import add_case_action
from models.store.deadlines import add_deadline, end_deadline, lock_live_deadlines
from models.store.open_cases import OpenCase, local_day
from models.tables import Deadline, Officer
from models.vocabulary import CaseActionKind, DeadlineKind, DeadlineState, EntitledPerson, Severity


def get_entitled(opened: OpenCase, kind: DeadlineKind, person: EntitledPerson | None) -> EntitledPerson:
    """Whose period is meant; by default that of the person the policy names. Raises `NoSuchRight`."""
    rule = opened.ruleset.deadline_rule_by_kind.get(kind)
    if rule is None:
        raise NoSuchRight
    return person or rule.entitled_person


async def find_live(
    session: AsyncSession, opened: OpenCase, kind: DeadlineKind, person: EntitledPerson
) -> Deadline | None:
    rows = await lock_live_deadlines(session, opened.case.case_id, [kind])
    return next((row for row in rows if row.entitled_person is person), None)


async def get_live(
    session: AsyncSession, opened: OpenCase, kind: DeadlineKind, person: EntitledPerson | None
) -> Deadline:
    """The live one of this kind, of that person if one is named. Raises `NoLiveDeadline`."""
    rows = await lock_live_deadlines(session, opened.case.case_id, [kind])
    if person is None:
        rows = [row for row in rows if row.entitled_person is not EntitledPerson.SUPERIOR] or rows
    found = next((row for row in rows if person in {None, row.entitled_person}), None)
    if found is None:
        raise NoLiveDeadline
    return found


def check_start(opened: OpenCase, started_on: date, *, now: datetime) -> None:
    """Raises `DayInTheFuture` and `StartBeforeDeed`."""
    check_not_future(opened, started_on, now=now)
    if opened.facts.occurred_on is not None and started_on < opened.facts.occurred_on:
        raise StartBeforeDeed


def check_not_future(opened: OpenCase, day: date, *, now: datetime) -> None:
    if day > local_day(now, opened.ruleset.calendar.timezone):
        raise DayInTheFuture


def plan_from(
    opened: OpenCase, kind: DeadlineKind, person: EntitledPerson, *, started_on: date, now: datetime
) -> PlannedDeadline:
    """The period that starts by this day. Raises `NoSuchRight`."""
    office, ruleset, severity = opened.case.office_id, opened.ruleset, severity_of(opened)
    rule = ruleset.deadline_rule_by_kind[kind]
    if person is EntitledPerson.SUPERIOR:
        planned = None
        if kind is DeadlineKind.STRAFANTRAG:
            planned = plan_deadline_of_superior(
                opened.facts, severity, office=office, ruleset=ruleset, known_on=started_on, now=now
            )
        if planned is None:
            raise NoSuchRight
        return planned
    if person is not rule.entitled_person:
        raise NoSuchRight
    return plan_legal_deadline(
        kind,
        severity,
        office=office,
        ruleset=ruleset,
        anchor_on=started_on,
        now=cut_to_second(now),
        check=needs_check(rule, opened.facts),
    )


async def put_in_place(
    session: AsyncSession,
    opened: OpenCase,
    planned: PlannedDeadline,
    *,
    standing: Deadline | None,
    because: str,
    now: datetime,
) -> Deadline:
    """Arm it; the one that stood before is kept, superseded."""
    if standing is not None:
        end_deadline(standing, DeadlineState.SUPERSEDED, reason=because, now=now)
        # The database takes no second live one, and the session would insert before it updates.
        await session.flush()
        planned = replace(planned, check=planned.check or standing.check_needed)
    row = add_deadline(session, planned, case=opened.case)
    row.replaces_id = None if standing is None else standing.deadline_id
    await session.flush()
    return row


def severity_of(opened: OpenCase) -> Severity:
    """Raises `StepOutOfOrder` before the case is classified."""
    if opened.case.severity is None:
        raise StepOutOfOrder("deadlines are planned after the severity")
    return opened.case.severity


async def record_entry(
    session: AsyncSession,
    opened: OpenCase,
    row: Deadline,
    *,
    kind: CaseActionKind,
    name: AuditEventName,
    officer: Officer,
    words: str | None,
    actor: Actor,
    now: datetime,
    **details: Detail,
) -> AuditEvent:
    """Keep the action with its reason sealed; answers the entry for the audit log."""
    action = await add_case_action(
        session,
        opened.case,
        kind,
        officer_id=officer.officer_id,
        reason=words,
        deadline_id=row.deadline_id,
        case_key=opened.key,
        now=now,
    )
    return describe_action(
        name,
        action,
        reason=words,
        case_key=opened.key,
        actor=actor,
        deadline=str(row.deadline_id),
        kind=row.kind.value,
        person=row.entitled_person.value,
        started_on=_iso(row.anchor_on),
        due_on=_iso(row.due_on),
        replaces=None if row.replaces_id is None else str(row.replaces_id),
        **details,
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
