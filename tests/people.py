"""Shortcuts for tests of what people do with a routed case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from models.actions.acknowledge_case import acknowledge_case
from models.actions.judge_severity import Verdict, judge_severity
from models.actions.mark_biased import mark_biased
from models.actions.take_action import take_action
from models.audit import Actor
from models.installation import Installation
from models.store.audit_log import list_entries_of_case
from models.store.deadlines import list_deadlines_of_case
from models.tables import CaseFile, Deadline
from models.vocabulary import ActorKind, DeadlineKind, EntitledPerson, Severity
from tasks.people.add_answers import add_answers_to_case
from tasks.people.tell_people import tell_people
from tests.routing import reload

FIRST, SECOND = "prevention-officer-1", "prevention-officer-2"


def acting(officer_id: str = FIRST) -> Actor:
    """The officer at a command line of the system user mmuster."""
    return Actor(ActorKind.OFFICER, officer_id, via="mmuster")


async def judge(
    place: Installation,
    case: CaseFile,
    level: Severity | None = None,
    reason: str | None = None,
    *,
    officer_id: str = FIRST,
    **more: Any,
) -> CaseFile:
    verdict = Verdict(officer_id=officer_id, level=level, reason=reason, **more)
    await take_action(
        place,
        case.case_ref,
        partial(judge_severity, verdict=verdict),
        actor=acting(officer_id),
        now=place.clock(),
        tell=tell_people,
    )
    return await reload(place, case.case_ref)


async def answer(
    place: Installation, case: CaseFile, *, officer_id: str = FIRST, **answers: object
) -> CaseFile:
    await add_answers_to_case(
        place,
        case.case_ref,
        answers,
        officer_id=officer_id,
        actor=acting(officer_id),
        now=place.clock(),
    )
    return await reload(place, case.case_ref)


async def exclude(
    place: Installation, case: CaseFile, officer_id: str, *, marked_by: str = FIRST
) -> CaseFile:
    await take_action(
        place,
        case.case_ref,
        partial(mark_biased, officer_id=officer_id, marked_by=marked_by),
        actor=acting(marked_by),
        now=place.clock(),
        tell=tell_people,
    )
    return await reload(place, case.case_ref)


async def take(place: Installation, case: CaseFile, officer_id: str = FIRST) -> CaseFile:
    return await acknowledge_case(
        place, case.case_ref, officer_id, actor=acting(officer_id), now=place.clock()
    )


async def deadlines_of(place: Installation, case: CaseFile) -> dict[str, Deadline]:
    """By kind; the newest of a kind."""
    async with place.transaction() as session:
        rows = await list_deadlines_of_case(session, case.case_id)
    return {row.kind.value: row for row in sorted(rows, key=lambda row: row.state.is_live)}


async def entries_of(place: Installation, case: CaseFile) -> list[Mapping[str, Any]]:
    async with place.transaction() as session:
        return [json.loads(entry.entry) for entry in await list_entries_of_case(session, case.case_id)]


async def everything_of(place: Installation, case: CaseFile) -> tuple[object, ...]:
    """What a refused action must leave as it was."""
    rows = await deadlines_of(place, case)
    return await reload(place, case.case_ref), rows, len(await entries_of(place, case))


async def periods_of(
    place: Installation, case: CaseFile, kind: DeadlineKind, person: EntitledPerson | None = None
) -> list[Deadline]:
    """Of this kind, the oldest first; superseded ones before what replaces them."""
    async with place.transaction() as session:
        rows = [
            row
            for row in await list_deadlines_of_case(session, case.case_id)
            if row.kind is kind and person in {None, row.entitled_person}
        ]
    return sorted(rows, key=lambda row: (row.state.is_live, row.due_at))
