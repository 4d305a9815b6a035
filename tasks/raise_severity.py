"""Decide a routed case again under its own policy version; the result may only raise."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.errors import StepOutOfOrder
from models.installation import current_installation
from models.rules.decision import PlannedDeadline
from models.rules.replanning import replan_deadlines
from models.rules.routing import choose_office
from models.store.audit_log import record_events
from models.store.cases import parse_case_id
from models.store.deadlines import lock_live_deadlines, planned_of_row, replan_deadline
from models.store.directory import find_office, get_municipality
from models.store.notices import Recipient
from models.store.open_cases import OpenCase, open_case
from models.vocabulary import RecipientKind, Severity
from notifications import catalogue, dedupe
from tasks.classify_severity import decide_again, describe_decision, save_decision
from tasks.compose_messages import about_case, contact_of_office, lines_of_plan
from tasks.notify_partners import queue_notices
from tasks.queue_notice import queue_notice
from tasks.step import step


@step("erneut einstufen")
async def raise_severity(case_id: str) -> str:
    """Raise severity, office, deadlines and notices when the decision is higher now; answers the severity."""
    place = current_installation()
    async with place.transaction() as session:
        opened = await open_case(session, parse_case_id(case_id), master=place.master_key)
        case = opened.case
        before = case.severity
        if before is None or case.scheduled_at is None:
            raise StepOutOfOrder("a case is decided again after it was routed")
        now = place.clock()
        decision = decide_again(opened)
        details = describe_decision(opened, decision) | {"before": before.value}
        events = [AuditEvent(AuditEventName.ROUTED_AGAIN, SYSTEM, details)]
        if decision.severity.rank > before.rank:
            save_decision(opened, decision)
            case.severity = decision.severity
            case.decision_no += 1
            _assign_anew(opened)
            planned = await _replan(session, opened, before, now)
            await _tell_raised(session, opened, before, planned=planned, now=now)
            told = await queue_notices(session, opened, now=now)
            due = [f"{deadline.kind.value} {deadline.due_at.isoformat()}" for deadline in planned]
            events += [
                AuditEvent(AuditEventName.SEVERITY_RAISED, SYSTEM, details | {"told": told}),
                AuditEvent(AuditEventName.DEADLINES_REPLANNED, SYSTEM, {"deadlines": due}),
            ]
        await record_events(
            session, events, municipality_id=case.municipality_id, case_id=case.case_id, now=now
        )
        return "" if case.severity is None else case.severity.value


def _assign_anew(opened: OpenCase) -> None:
    """The higher severity may be another office's: a case nobody has taken yet goes there."""
    case = opened.case
    chosen = choose_office(opened.facts, case.severity or Severity.LOW, ruleset=opened.ruleset)
    if chosen.office == case.office_id or case.acknowledged_at is not None:
        return
    case.office_id = chosen.office
    case.assignment_no += 1
    case.decision = case.decision | {
        "office_rule": chosen.rule,
        "also_inform": list(chosen.also_inform),
        "alarm": chosen.alarm,
    }


async def _replan(
    session: AsyncSession, opened: OpenCase, before: Severity, now: datetime
) -> tuple[PlannedDeadline, ...]:
    case = opened.case
    rows = await lock_live_deadlines(session, case.case_id)
    planned = replan_deadlines(
        [planned_of_row(row) for row in rows],
        before=before,
        after=case.severity or before,
        office=case.office_id,
        ruleset=opened.ruleset,
        raised_at=now,
    )
    by_kind = {(deadline.kind, deadline.entitled_person): deadline for deadline in planned}
    for row in rows:
        fresh = by_kind.get((row.kind, row.entitled_person))
        if fresh is not None:
            replan_deadline(row, fresh, severity=case.severity or before)
    await session.flush()
    return planned


async def _tell_raised(
    session: AsyncSession,
    opened: OpenCase,
    before: Severity,
    *,
    planned: tuple[PlannedDeadline, ...],
    now: datetime,
) -> None:
    case = opened.case
    municipality = await get_municipality(session, case.municipality_id)
    office = (
        None if case.office_id is None else await find_office(session, case.municipality_id, case.office_id)
    )
    if office is None:
        return
    raised = catalogue.SeverityRaised(
        **about_case(case, municipality, office=contact_of_office(office)),
        severity_before=before,
        deadlines=lines_of_plan(planned),
    )
    key = dedupe.severity_raised_key(
        case.case_id,
        case.severity or before,
        recipient_id=office.office_id,
        decision_no=case.decision_no,
    )
    recipient = Recipient(RecipientKind.OFFICE, office.office_id, office.language)
    await queue_notice(session, case, raised, recipient=recipient, dedupe_key=key, now=now)
