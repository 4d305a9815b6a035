"""A person confirms or changes the severity the rules propose, and decides the next step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.done import Done
from models.actions.ending import end_deadlines
from models.actions.permission import get_acting_officer, get_officer_of_open_case
from models.actions.raise_case import Consequences, apply_severity, describe_consequences
from models.actions.reason import trim_reason
from models.audit import Actor, AuditEvent, AuditEventName
from models.audit.event import Detail
from models.errors import StepOutOfOrder
from models.rules.verdict import check_verdict
from models.sealing import commit_to
from models.store.open_cases import OpenCase
from models.store.verdicts import add_verdict, place_of_reason
from models.tables import SeverityVerdict
from models.vocabulary import DeadlineKind, DeadlineState, NextStep, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person says. `level` None confirms what stands; `reason` are words that are kept sealed."""

    officer_id: str
    level: Severity | None = None
    reason: str | None = field(default=None, repr=False)
    second_id: str | None = None
    next_step: NextStep | None = None


async def judge_severity(
    session: AsyncSession, opened: OpenCase, *, verdict: Verdict, actor: Actor, now: datetime
) -> Done:
    """Put the verdict in force. Raising plans the deadlines anew, lowering moves nothing.

    The review deadline is met once the severity is confirmed and the next step decided. Raises what
    `get_officer_of_open_case` and `check_verdict` refuse, and `ReasonTooLong`.
    """
    case = opened.case
    officer = await get_officer_of_open_case(session, case, verdict.officer_id)
    standing, proposed = case.severity, case.severity_proposed
    if standing is None or proposed is None:
        raise StepOutOfOrder("a person judges what the rules have proposed")
    level = verdict.level or standing
    words = trim_reason(verdict.reason)
    check_verdict(
        level,
        standing=standing,
        proposed=proposed,
        has_reason=words is not None,
        officer_id=officer.officer_id,
        second_id=verdict.second_id,
    )
    if verdict.second_id is not None:
        await get_acting_officer(session, case, verdict.second_id)
    row = await add_verdict(
        session,
        case,
        proposed=proposed,
        before=standing,
        severity=level,
        officer_id=officer.officer_id,
        second_id=verdict.second_id,
        reason=words,
        case_key=opened.key,
        now=now,
    )
    follows = await apply_severity(session, opened, level, now=now)
    case.severity_confirmed_at = now
    case.severity_confirmed_by = officer.officer_id
    case.next_step = verdict.next_step or case.next_step
    events = [_describe(opened, words, row, follows=follows, actor=actor)]
    if verdict.next_step is not None:
        details: dict[str, Detail] = {"officer": officer.officer_id, "next_step": verdict.next_step.value}
        events.append(AuditEvent(AuditEventName.NEXT_STEP_DECIDED, actor, details))
    events += describe_consequences(opened, follows, actor=actor)
    if case.next_step is not None:
        events += await end_deadlines(
            session,
            case,
            [DeadlineKind.REVIEW],
            DeadlineState.MET,
            reason="reviewed",
            actor=actor,
            now=now,
        )
    return Done(tuple(events), (follows,) if follows.is_raised else ())


def _describe(
    opened: OpenCase, words: str | None, row: SeverityVerdict, *, follows: Consequences, actor: Actor
) -> AuditEvent:
    """The entry names both people and commits to the reason without holding a word of it."""
    if follows.after is follows.before:
        name = AuditEventName.SEVERITY_CONFIRMED
    else:
        name = AuditEventName.SEVERITY_RAISED if follows.is_raised else AuditEventName.SEVERITY_LOWERED
    commitment = ""
    if words is not None:
        place = place_of_reason(row.verdict_id)
        commitment = commit_to(opened.key, words.encode(), place=place)
    return AuditEvent(
        name,
        actor,
        {
            "officer": row.given_by,
            "second": row.second_by or "",
            "proposed": row.proposed.value,
            "before": row.before.value,
            "severity": row.severity.value,
            "danger_level": opened.case.danger_level,
            "verdict": str(row.verdict_id),
            "reason_commitment": commitment,
        },
    )
