"""Answers added to a case, decided at once like a report, with the notices they cause in one transaction."""

from __future__ import annotations

from datetime import datetime

from models.actions.add_answers import add_answers
from models.audit import Actor
from models.installation import Installation
from models.store.audit_log import record_events
from models.store.cases import get_case_by_ref
from models.store.open_cases import open_case
from models.tables import CaseFile
from tasks.people.raise_opened import raise_opened


async def add_answers_to_case(
    place: Installation, case_ref: str, data: object, *, officer_id: str, actor: Actor, now: datetime
) -> CaseFile:
    """Keep the answers and decide the case again; the severity may only raise.

    Raises `CaseNotFound` and what `add_answers` refuses; then nothing was kept.
    """
    async with place.transaction() as session:
        found = await get_case_by_ref(session, case_ref)
        opened = await open_case(session, found.case_id, master=place.master_key)
        opened, added = await add_answers(
            session,
            opened,
            data,
            officer_id=officer_id,
            master=place.master_key,
            actor=actor,
            now=now,
        )
        events = [added, *await raise_opened(session, opened, actor=actor, now=now)]
        case = opened.case
        await record_events(
            session, events, municipality_id=case.municipality_id, case_id=case.case_id, now=now
        )
    return case
