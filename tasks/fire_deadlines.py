"""The tick: act on every deadline whose next step is due, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.installation import current_installation
from models.rules.firing import Firing, take_due_steps
from models.store.audiences import Reached, reach_audience
from models.store.audit_log import record_events
from models.store.cases import find_free_case
from models.store.deadlines import add_firings, claim_due_deadlines, move_deadline
from models.store.directory import get_municipality
from models.store.dispatches import ORDINARY, URGENT, add_dispatch
from models.store.open_cases import local_day
from models.store.plans import plan_from_row
from models.tables import CaseFile, Deadline, Municipality
from models.vocabulary import Audience, DispatchFlow, Severity
from tasks.step import step
from tasks.telling.tell_audiences import tell_audiences, tell_set_aside

BATCH = 100
# Up to this many firings of one tick are shown as a run each; a storm is one run.
SHOWN_SINGLY = 10

_log = structlog.get_logger(__name__)


@step("Fristen bearbeiten")
async def fire_deadlines() -> int:
    """Claim a batch of due deadlines, record firings, move rows and queue notices in one transaction.

    A deadline that cannot be acted on is set aside with an alarm and never stops the others; one whose case
    is just being worked on is left to the next tick. Answers how many deadlines acted; call again while it
    is more than zero.
    """
    place = current_installation()
    now = place.clock()
    async with place.transaction() as session:
        due = await claim_due_deadlines(session, limit=BATCH, now=now)
        acted = 0
        shown_in: UUID | None = None
        for deadline in due:
            case = await find_free_case(session, deadline.case_id)
            if case is None:
                continue
            if shown_in is None or len(due) <= SHOWN_SINGLY:
                shown_in = await _add_run(session, deadline, now)
            await _fire_guarded(session, case, deadline, shown_in=shown_in, now=now)
            acted += 1
        return acted


async def _add_run(session: AsyncSession, deadline: Deadline, now: datetime) -> UUID:
    urgent = deadline.severity in {Severity.CRITICAL, Severity.HIGH}
    row = await add_dispatch(
        session,
        DispatchFlow.ESCALATE_DEADLINE,
        municipality_id=deadline.municipality_id,
        case_id=deadline.case_id,
        now=now,
        priority=URGENT if urgent else ORDINARY,
    )
    return row.dispatch_id


async def _fire_guarded(
    session: AsyncSession, case: CaseFile, deadline: Deadline, *, shown_in: UUID, now: datetime
) -> None:
    """Fire inside a savepoint: what one deadline breaks is undone for it alone."""
    deadline_id = deadline.deadline_id
    try:
        async with session.begin_nested():
            await _fire(session, case, deadline, shown_in=shown_in, now=now)
    except Exception as error:  # noqa: BLE001  one bad row must not stop all others
        code = type(error).__name__
        _log.error("deadline set aside", deadline_id=str(deadline_id), code=code)
        await session.refresh(case)
        await session.refresh(deadline)
        deadline.set_aside_at = now
        deadline.reason = f"set aside: {code}"[:60]
        await tell_set_aside(session, case, deadline, now=now)
        event = AuditEvent(
            AuditEventName.DEADLINE_SET_ASIDE, SYSTEM, {"deadline": str(deadline_id), "code": code}
        )
        await record_events(
            session, [event], municipality_id=case.municipality_id, case_id=case.case_id, now=now
        )


async def _fire(
    session: AsyncSession, case: CaseFile, deadline: Deadline, *, shown_in: UUID, now: datetime
) -> None:
    municipality = await get_municipality(session, case.municipality_id)
    firing = take_due_steps(
        plan_from_row(deadline.plan), step_no=deadline.step_no, repeat_no=deadline.repeat_no, now=now
    )
    add_firings(session, deadline, firing, dispatch_id=shown_in, now=now)
    reached = await _reach(session, case, firing, municipality=municipality, now=now)
    await tell_audiences(
        session, case, deadline, municipality=municipality, firing=firing, reached=reached, now=now
    )
    move_deadline(deadline, firing, now=now)
    await record_events(
        session,
        [_describe(deadline, firing, reached)],
        municipality_id=case.municipality_id,
        case_id=case.case_id,
        now=now,
    )


async def _reach(
    session: AsyncSession, case: CaseFile, firing: Firing, *, municipality: Municipality, now: datetime
) -> Sequence[tuple[Audience, Reached]]:
    """Each audience of the firing once, skipped steps included, with who can be reached today."""
    today = local_day(now, municipality.timezone)
    audiences = dict.fromkeys(taken.audience for taken in firing.taken)
    return [(audience, await reach_audience(session, case, audience, on=today)) for audience in audiences]


def _describe(deadline: Deadline, firing: Firing, reached: Sequence[tuple[Audience, Reached]]) -> AuditEvent:
    return AuditEvent(
        AuditEventName.DEADLINE_FIRED,
        SYSTEM,
        {
            "deadline": str(deadline.deadline_id),
            "kind": deadline.kind.value,
            "generation": deadline.generation,
            "steps": [
                f"{taken.step.value}/{taken.audience.value} no {taken.step_no}.{taken.repeat_no}"
                + (" skipped" if taken.skipped else "")
                for taken in firing.taken
            ],
            "told": [
                f"{audience.value}: {recipient.kind.value} {recipient.recipient_id}"
                for audience, found in reached
                for recipient in found.recipients
            ],
            "passed_over": [
                f"{audience.value}: nobody present in {', '.join(found.passed_over)}"
                for audience, found in reached
                if found.passed_over
            ],
        },
    )
