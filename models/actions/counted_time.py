"""What a deadline has behind it when it is counted anew under another policy: its start and its pauses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.rules.deadlines import cut_to_second, plan_legal_deadline, plan_service_deadline
from models.rules.decision import PlannedDeadline
from models.rules.pausing import PAUSABLE
from models.rules.replanning import resume_deadline
from models.store.open_cases import OpenCase
from models.tables import Deadline
from models.vocabulary import DeadlineClock, DeadlineKind


def count_from_start(
    plan: PlannedDeadline,
    row: Deadline,
    opened: OpenCase,
    *,
    pauses: Sequence[tuple[datetime, datetime]],
) -> PlannedDeadline:
    """The plan as it is for a deadline that began with `row`: later than the case when it was armed again.

    A deadline a pause stops has every pause since its start counted in; periods of the law are as planned.
    """
    plan = _begin_with(row, plan, opened)
    if row.kind not in PAUSABLE or plan.anchor_at is None:
        return plan
    for paused_at, resumed_at in pauses:
        if resumed_at > plan.anchor_at:
            plan = resume_deadline(
                plan,
                office=opened.case.office_id,
                ruleset=opened.ruleset,
                paused_at=max(paused_at, plan.anchor_at),
                resumed_at=resumed_at,
                steps_taken=0,
            )
    return plan


def _begin_with(row: Deadline, plan: PlannedDeadline, opened: OpenCase) -> PlannedDeadline:
    case = opened.case
    severity = case.severity or row.severity
    if plan.clock is not DeadlineClock.LEGAL and row.anchor_at is not None:
        return plan_service_deadline(
            row.kind, severity, office=case.office_id, ruleset=opened.ruleset, started_at=row.anchor_at
        )
    if row.kind is DeadlineKind.FEEDBACK and row.anchor_on is not None:
        return plan_legal_deadline(
            row.kind,
            severity,
            office=case.office_id,
            ruleset=opened.ruleset,
            anchor_on=row.anchor_on,
            now=cut_to_second(case.submitted_at),
        )
    return plan
