"""What follows from a higher severity or from new facts, whoever decided it: office and deadlines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.paused_deadlines import move_pause
from models.actions.proposal import decide_again, save_decision
from models.audit import Actor, AuditEvent, AuditEventName
from models.errors import StepOutOfOrder
from models.rules.deadlines import cut_to_second, plan_deadlines, plan_service_deadline
from models.rules.decision import PlannedDeadline, SeverityDecision
from models.rules.handing_over import HANDED_OVER
from models.rules.raising import choose_raised_severity
from models.rules.replanning import replan_deadlines
from models.rules.routing import choose_office
from models.rules.severity import decide_danger_level
from models.store.deadlines import (
    add_deadline,
    list_deadlines_of_case,
    lock_live_deadlines,
    planned_of_row,
    replan_deadline,
)
from models.store.open_cases import OpenCase
from models.tables import Deadline
from models.vocabulary import DeadlineClock, DeadlineKind, DeadlineState, Severity


@dataclass(frozen=True, slots=True)
class Consequences:
    """What changed. `planned` are the deadlines with a new plan, `armed` those that were not there before.

    `office_before` differs from the case's office when a case nobody has taken moved to another one.
    """

    before: Severity
    after: Severity
    office_before: str | None
    planned: tuple[PlannedDeadline, ...] = ()
    armed: tuple[PlannedDeadline, ...] = ()

    @property
    def is_raised(self) -> bool:
        return self.after.rank > self.before.rank


async def decide_anew(
    session: AsyncSession, opened: OpenCase, *, now: datetime
) -> tuple[SeverityDecision, Consequences]:
    """Let the rules decide on the facts as they are known now; the result may only raise."""
    case = opened.case
    if case.severity is None or case.severity_proposed is None:
        raise StepOutOfOrder("a case is decided again after it was routed")
    decision = decide_again(opened)
    severity = choose_raised_severity(
        decision,
        standing=case.severity,
        proposed=case.severity_proposed,
        judged={
            (reason["rule"], Severity(reason["severity"])) for reason in case.decision.get("reasons", [])
        },
    )
    save_decision(opened, decision)
    if severity is not case.severity:
        # Nobody has looked at the new level yet.
        case.severity_confirmed_at = None
        case.severity_confirmed_by = None
    follows = await apply_severity(session, opened, severity, now=now)
    review = await _arm_review(session, opened, now=now) if follows.is_raised else ()
    return decision, replace(follows, armed=follows.armed + review)


async def apply_severity(
    session: AsyncSession, opened: OpenCase, severity: Severity, *, now: datetime
) -> Consequences:
    """Put the severity in force: raising plans anew at once, lowering moves no deadline and no office."""
    case = opened.case
    before, office_before = case.severity, case.office_id
    if before is None:
        raise StepOutOfOrder("a severity is changed after the case was classified")
    case.severity = severity
    case.danger_level = decide_danger_level(opened.facts, severity, ruleset=opened.ruleset)
    if severity is not before:
        case.decision_no += 1
    if severity.rank < before.rank:
        return Consequences(before, severity, office_before)
    assign_anew(opened)
    planned = await _replan(session, opened, before, now=now)
    moved, armed = await _arm_legal(session, opened, severity, now=now)
    await session.flush()
    return Consequences(before, severity, office_before, planned + moved, armed)


def assign_anew(opened: OpenCase) -> None:
    """The office may be another one now: a case nobody has taken yet goes there.

    A case somebody has taken, or that a person has handed over, stays until a person hands it over again;
    offices to inform are added either way.
    """
    case = opened.case
    chosen = choose_office(opened.facts, case.severity or Severity.LOW, ruleset=opened.ruleset)
    if chosen.office == case.office_id:
        informed = list(dict.fromkeys([*case.decision.get("also_inform", []), *chosen.also_inform]))
        case.decision = case.decision | {"also_inform": informed}
        return
    chosen_by_a_person = case.decision.get("office_rule") == HANDED_OVER
    if case.acknowledged_at is not None or (
        chosen_by_a_person and case.office_id not in opened.facts.not_to_offices
    ):
        return
    case.office_id = chosen.office
    case.assignment_no += 1
    case.decision = case.decision | {
        "office_rule": chosen.rule,
        "also_inform": list(chosen.also_inform),
        "alarm": chosen.alarm,
    }


def describe_consequences(opened: OpenCase, follows: Consequences, *, actor: Actor) -> list[AuditEvent]:
    """Entries on office and deadlines, for the end of the transaction; the severity's own is the caller's."""
    case = opened.case
    events = []
    if case.office_id != follows.office_before:
        assigned = case.office_id is not None
        name = AuditEventName.OFFICE_ASSIGNED if assigned else AuditEventName.NO_OFFICE_LEFT
        details = {
            "office": case.office_id or "",
            "before": follows.office_before or "",
            "rule": case.decision.get("office_rule", ""),
        }
        events.append(AuditEvent(name, actor, details))
    for name, deadlines in (
        (AuditEventName.DEADLINES_REPLANNED, follows.planned),
        (AuditEventName.DEADLINES_SCHEDULED, follows.armed),
    ):
        if deadlines:
            due = [f"{deadline.kind.value} {deadline.due_at.isoformat()}" for deadline in deadlines]
            events.append(AuditEvent(name, actor, {"deadlines": due}))
    return events


async def _replan(
    session: AsyncSession, opened: OpenCase, before: Severity, *, now: datetime
) -> tuple[PlannedDeadline, ...]:
    case = opened.case
    severity = case.severity or before
    if severity.rank > before.rank:
        await move_pause(session, opened, now=now)
    rows = await lock_live_deadlines(session, case.case_id)
    planned = replan_deadlines(
        [planned_of_row(row) for row in rows],
        before=before,
        after=severity,
        office=case.office_id,
        ruleset=opened.ruleset,
        raised_at=now,
    )
    by_kind = {(deadline.kind, deadline.entitled_person): deadline for deadline in planned}
    for row in rows:
        fresh = by_kind.get((row.kind, row.entitled_person))
        if fresh is not None:
            replan_deadline(row, fresh, severity=severity)
            row.consumed_s = 0
    return planned


async def _arm_review(
    session: AsyncSession, opened: OpenCase, *, now: datetime
) -> tuple[PlannedDeadline, ...]:
    """A review that was met before the new level was known has to be made again; a pause stops it too."""
    case = opened.case
    if case.severity is None or await lock_live_deadlines(session, case.case_id, [DeadlineKind.REVIEW]):
        return ()
    planned = plan_service_deadline(
        DeadlineKind.REVIEW,
        case.severity,
        office=case.office_id,
        ruleset=opened.ruleset,
        started_at=cut_to_second(now),
    )
    row = add_deadline(session, planned, case=case)
    if case.pause_ends_at is not None:
        row.state, row.next_action_at = DeadlineState.PAUSED, None
    await session.flush()
    return (planned,)


async def _arm_legal(
    session: AsyncSession, opened: OpenCase, severity: Severity, *, now: datetime
) -> tuple[tuple[PlannedDeadline, ...], tuple[PlannedDeadline, ...]]:
    """Deadlines that count from a day in the facts: armed when new, moved to the earlier day when known.

    Answers: (moved, armed). An estimate gives way to the exact date, also to a later one; nothing else is
    ever moved to a later day by an answer, and what has ended stays ended.
    """
    case = opened.case
    rows = await list_deadlines_of_case(session, case.case_id)
    known = {(row.kind, row.entitled_person) for row in rows}
    live = {(row.kind, row.entitled_person): row for row in rows if row.state.is_live}
    moved, armed = [], []
    for planned in plan_deadlines(
        opened.facts, severity, office=case.office_id, ruleset=opened.ruleset, submitted_at=now
    ):
        key = (planned.kind, planned.entitled_person)
        row = live.get(key)
        if planned.clock is not DeadlineClock.LEGAL or planned.kind is DeadlineKind.FEEDBACK:
            # Feedback counts from the submission or the reopening, never from a day in the facts.
            continue
        if key not in known:
            add_deadline(session, planned, case=case)
            armed.append(planned)
        elif row is not None and row.anchor_on is not None and _replaces(planned, row):
            replan_deadline(row, planned, severity=severity)
            moved.append(planned)
    return tuple(moved), tuple(armed)


def _replaces(planned: PlannedDeadline, row: Deadline) -> bool:
    if row.replaces_id is not None:
        return False  # a person has entered this date
    if row.estimated and not planned.estimated:
        return True
    return planned.due_at < row.due_at and row.estimated == planned.estimated
