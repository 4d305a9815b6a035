"""Keep what was answered after the report; the case is decided with it from then on."""

from __future__ import annotations

import json
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.permission import check_is_open, get_acting_officer
from models.audit import Actor, AuditEvent, AuditEventName
from models.intake.added_answers import answers_to_stored, name_answered, parse_added_answers
from models.refusals import NothingAdded
from models.rules.added_answers import merge_answers
from models.sealing import MasterKey, commit_to
from models.store.added_answers import add_answers_row, list_added_answers, place_of_answers
from models.store.open_cases import OpenCase, local_day, open_case


async def add_answers(
    session: AsyncSession,
    opened: OpenCase,
    data: object,
    *,
    officer_id: str,
    master: MasterKey,
    actor: Actor,
    now: datetime,
) -> tuple[OpenCase, AuditEvent] | None:
    """Seal the answers in `data` beside the report; answers the case as it is known now and the audit entry.

    None when the very same were added before and say nothing new: a request sent twice is one addition.
    Raises what `get_acting_officer` and `check_is_open` refuse, `ReportRefused` with a problem a field, and
    `NothingAdded`.
    """
    case = opened.case
    officer = await get_acting_officer(session, case, officer_id)
    check_is_open(case)
    answers = parse_added_answers(
        data,
        facts=opened.facts,
        municipality=case.municipality_id,
        today=local_day(now, opened.ruleset.calendar.timezone),
    )
    stored = answers_to_stored(answers)
    if not stored:
        raise NothingAdded
    before = await list_added_answers(session, case.case_id, case_key=opened.key)
    if answers in before and merge_answers(opened.facts, [answers]) == opened.facts:
        return None
    row = await add_answers_row(
        session, case, answers, case_key=opened.key, officer_id=officer.officer_id, now=now
    )
    canonical = json.dumps(stored, sort_keys=True, separators=(",", ":")).encode()
    event = AuditEvent(
        AuditEventName.ANSWERS_ADDED,
        actor,
        {
            "officer": officer.officer_id,
            "answers": str(row.added_answers_id),
            "number": row.number,
            "questions": name_answered(stored),
            "commitment": commit_to(opened.key, canonical, place=place_of_answers(row.added_answers_id)),
        },
    )
    return await open_case(session, case.case_id, master=master), event
