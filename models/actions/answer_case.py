"""Answers that came after the report: kept, decided on at once like the report, told in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.add_answers import add_answers
from models.actions.done import Done, Tell
from models.actions.permission import get_case_within
from models.actions.proposal import describe_decision
from models.actions.raise_case import Consequences, decide_anew, describe_consequences
from models.actions.start_events import settle_questions
from models.actions.take_action import finish_action
from models.audit import Actor, AuditEvent, AuditEventName
from models.installation import Installation
from models.store.open_cases import OpenCase, open_case
from models.tables import CaseFile


async def answer_case(
    place: Installation,
    case_ref: str,
    data: object,
    *,
    officer_id: str,
    actor: Actor,
    now: datetime,
    tell: Tell,
    municipality_id: str | None = None,
) -> CaseFile:
    """Keep the answers in `data` and decide the case again; the severity may only raise.

    The same answers a second time change nothing. Raises `CaseNotFound`, also for a case of another
    municipality than the one named, and what `add_answers` refuses; then nothing was kept.
    """
    async with place.transaction() as session:
        found = await get_case_within(session, case_ref, municipality_id)
        opened = await open_case(session, found.case_id, master=place.master_key)
        answered = await add_answers(
            session, opened, data, officer_id=officer_id, master=place.master_key, actor=actor, now=now
        )
        if answered is None:
            return opened.case
        opened, added = answered
        done = await decide_again(session, opened, before=[added], actor=actor, now=now)
        await finish_action(session, opened, done, tell=tell, actor=actor, now=now)
    return opened.case


async def decide_again(
    session: AsyncSession,
    opened: OpenCase,
    *,
    before: Iterable[AuditEvent] = (),
    actor: Actor,
    now: datetime,
) -> Done:
    """Decide on the facts as they are known now, with the questions for missing days; `before` led to it."""
    decision, follows = await decide_anew(session, opened, now=now)
    details = describe_decision(opened, decision) | {
        "before": follows.before.value,
        "in_force": follows.after.value,
    }
    events = [*before, AuditEvent(AuditEventName.ROUTED_AGAIN, actor, details)]
    if follows.is_raised:
        events.append(AuditEvent(AuditEventName.SEVERITY_RAISED, actor, details))
    events += describe_consequences(opened, follows, actor=actor)
    events += await settle_questions(session, opened, actor=actor, now=now)
    effects: tuple[Consequences, ...] = (follows,)
    return Done(tuple(events), effects)
