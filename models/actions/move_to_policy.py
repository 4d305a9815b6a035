"""Move an open case to the policy in force now: an explicit decision for a named case, never by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.counted_time import count_from_start
from models.errors import TransitionRefused
from models.rules.deadlines import cut_to_second, plan_deadlines, plan_legal_deadline, plan_until_day
from models.rules.decision import PlannedDeadline
from models.rules.start_events import QUESTION_OF
from models.sealing import MasterKey
from models.store.case_actions import list_case_actions, list_pauses
from models.store.deadlines import lock_live_deadlines, replan_deadline
from models.store.directory import get_municipality
from models.store.open_cases import OpenCase, open_case
from models.tables import CaseFile, Deadline
from models.vocabulary import CaseActionKind, CaseState, EntitledPerson

_OPEN = (CaseState.ROUTED, CaseState.ACKNOWLEDGED, CaseState.IN_PROGRESS, CaseState.PAUSED)


@dataclass(frozen=True, slots=True)
class Moved:
    """`opened` is the case under its new policy, `planned` its live deadlines as that policy counts them."""

    opened: OpenCase
    before: str
    planned: Sequence[PlannedDeadline]


async def move_to_policy(
    session: AsyncSession, case: CaseFile, *, master: MasterKey, now: datetime
) -> Moved | None:
    """None when the case is decided by the policy in force already.

    Live deadlines run as the new policy counts them from their start, with the pauses since; one that two
    people have extended stays as they agreed. While they are not due, steps that lie behind `now` are not
    told again; one that is over already fires its newest step once. Raises `TransitionRefused` for a case
    that is not routed yet or is closed.
    """
    before = await open_case(session, case.case_id, master=master)
    case = before.case
    if case.state not in _OPEN or case.severity is None:
        raise TransitionRefused(f"a case that is {case.state.value} is not moved to another policy")
    municipality = await get_municipality(session, case.municipality_id)
    if municipality.policy_version_id is None or municipality.policy_version_id == case.policy_version_id:
        return None
    case.policy_version_id = municipality.policy_version_id
    await session.flush()
    opened = await open_case(session, case.case_id, master=master)
    fresh = {
        (planned.kind, planned.entitled_person): planned
        for planned in plan_deadlines(
            opened.facts,
            case.severity,
            office=case.office_id,
            ruleset=opened.ruleset,
            submitted_at=case.submitted_at,
        )
    }
    actions = await list_case_actions(session, case.case_id)
    extended = {action.deadline_id for action in actions if action.kind is CaseActionKind.EXTEND}
    pauses = list_pauses(actions, moved_to=case.paused_at)
    planned = []
    for row in await lock_live_deadlines(session, case.case_id):
        plan = _plan_entered(row, opened, now=now) or fresh.get((row.kind, row.entitled_person))
        if plan is None or row.deadline_id in extended:
            continue
        plan = count_from_start(plan, row, opened, pauses=pauses)
        ahead = tuple(step for step in plan.steps if step.at > now)
        if plan.due_at > now and ahead:
            plan = replace(plan, steps=ahead)
        replan_deadline(row, plan, severity=case.severity)
        planned.append(plan)
    await session.flush()
    reference = f"{before.ruleset.id} {before.ruleset.version}"
    return Moved(opened, reference, planned)


def _plan_entered(row: Deadline, opened: OpenCase, *, now: datetime) -> PlannedDeadline | None:
    """A legal period whose start or end a person has entered: counted anew from what was entered.

    None for a deadline that the facts of the case decide.
    """
    is_entered = row.replaces_id is not None or row.entitled_person is EntitledPerson.SUPERIOR
    if not is_entered or row.kind not in QUESTION_OF or row.due_on is None:
        return None
    if row.anchor_on is None:
        return plan_until_day(
            row.kind,
            row.severity,
            office=opened.case.office_id,
            ruleset=opened.ruleset,
            due_on=row.due_on,
            now=cut_to_second(now),
            entitled_person=row.entitled_person,
        )
    return plan_legal_deadline(
        row.kind,
        row.severity,
        office=opened.case.office_id,
        ruleset=opened.ruleset,
        anchor_on=row.anchor_on,
        now=cut_to_second(now),
        check=row.check_needed,
        entitled_person=row.entitled_person,
    )
