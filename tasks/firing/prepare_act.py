"""What a due deadline does now, worked out before anything is written."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.rules.calendar import office_calendar
from models.rules.decision import PlannedStep
from models.rules.firing import Firing, leave_out_told, take_due_steps
from models.rules.holding import held_until
from models.rules.period_end import plan_after_end
from models.store.acts import ActNotice
from models.store.audiences import Reached, choose_recipients
from models.store.deadlines import ends_now
from models.store.plans import plan_from_row
from models.tables import CaseFile, Deadline
from models.vocabulary import Audience, DeadlineKind, StepKind
from tasks.firing.surroundings import Surroundings
from tasks.telling.tell_audiences import compose_notices


@dataclass(frozen=True, slots=True)
class Act:
    """The steps of one deadline taken together; with `held_until` they wait for their office to open.

    `breach` is given with the end of a period of days, `after_end` are the steps that follow from it. A
    service deadline is over with a step of its own, whose entry says so.
    """

    act_id: UUID
    deadline: Deadline
    case: CaseFile
    firing: Firing
    notices: Sequence[ActNotice] = ()
    event: AuditEvent | None = None
    held_until: datetime | None = None
    breach: AuditEvent | None = None
    after_end: tuple[PlannedStep, ...] = ()

    @property
    def ends_first_contact(self) -> bool:
        """A taken case whose first contact is due now has to be taken again."""
        return self.deadline.kind is DeadlineKind.FIRST_CONTACT and any(
            taken.step is StepKind.DUE for taken in self.firing.taken
        )


def prepare_act(
    around: Surroundings,
    case: CaseFile,
    deadline: Deadline,
    *,
    now: datetime,
    told: Container[tuple[int, int]] = (),
) -> Act:
    """`told` are steps recorded before, by number and repeat: they are not told again.

    Raises whatever a broken row makes it raise.
    """
    plan = plan_from_row(deadline.plan)
    breach: AuditEvent | None = None
    after_end: tuple[PlannedStep, ...] = ()
    if ends_now(deadline, now):
        breach = _describe_breach(deadline)
        after_end = plan_after_end(
            plan,
            kind=deadline.kind,
            due_at=deadline.due_at,
            due_on=deadline.due_on,
            estimated=deadline.estimated,
            office=case.office_id,
            ruleset=around.get_ruleset(case),
        )
    firing = take_due_steps(plan + after_end, step_no=deadline.step_no, repeat_no=deadline.repeat_no, now=now)
    firing = leave_out_told(firing, told)
    act_id = uuid4()
    if not firing.taken:
        return Act(act_id, deadline, case, firing, breach=breach, after_end=after_end)
    held = held_until(
        firing,
        clock=deadline.clock,
        severity=deadline.severity,
        calendar=office_calendar(around.get_ruleset(case), case.office_id),
        now=now,
    )
    if held is not None:
        return Act(act_id, deadline, case, firing, held_until=held)
    audiences = dict.fromkeys(taken.audience for taken in firing.taken)
    reached = [(audience, choose_recipients(around.directory, case, audience)) for audience in audiences]
    notices = compose_notices(
        case,
        deadline,
        municipality=around.municipality,
        office=None if case.office_id is None else around.directory.offices.get(case.office_id),
        firing=firing,
        reached=reached,
        public_url=around.public_url,
    )
    event = _describe(act_id, deadline, firing, reached)
    return Act(act_id, deadline, case, firing, notices, event, breach=breach, after_end=after_end)


def _describe_breach(deadline: Deadline) -> AuditEvent:
    return AuditEvent(
        AuditEventName.DEADLINE_BREACHED,
        SYSTEM,
        {
            "deadline": str(deadline.deadline_id),
            "kind": deadline.kind.value,
            "person": deadline.entitled_person.value,
            "due_on": None if deadline.due_on is None else deadline.due_on.isoformat(),
            "estimated": deadline.estimated,
        },
    )


def _describe(
    act_id: UUID, deadline: Deadline, firing: Firing, reached: Sequence[tuple[Audience, Reached]]
) -> AuditEvent:
    return AuditEvent(
        AuditEventName.DEADLINE_FIRED,
        SYSTEM,
        {
            "act": str(act_id),
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
