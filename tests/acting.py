"""Take an action of a person on a routed case, the way command line and API do."""

from __future__ import annotations

from functools import partial
from typing import Any

from models.actions.close_case import close_case
from models.actions.hand_over_case import hand_over_case
from models.actions.pause_case import pause_case, resume_case
from models.actions.record_contact import record_contact
from models.actions.reopen_case import reopen_case
from models.actions.take_action import take_action
from models.installation import Installation
from models.tables import CaseFile
from tasks.people.tell_people import tell_people
from tests.people import FIRST, acting
from tests.routing import reload

WORDS = "Frau Kanarie ist im Urlaub."


async def act(
    place: Installation, case: CaseFile, action: Any, *, officer_id: str = FIRST, **asked: Any
) -> CaseFile:
    await take_action(
        place,
        case.case_ref,
        partial(action, officer_id=officer_id, **asked),
        actor=acting(officer_id),
        now=place.clock(),
        tell=tell_people,
    )
    return await reload(place, case.case_ref)


async def pause(place: Installation, case: CaseFile, **asked: Any) -> CaseFile:
    return await act(place, case, pause_case, **({"reason": WORDS} | asked))


async def resume(place: Installation, case: CaseFile, **asked: Any) -> CaseFile:
    return await act(place, case, resume_case, **asked)


async def contact(place: Installation, case: CaseFile, **asked: Any) -> CaseFile:
    return await act(place, case, record_contact, **asked)


async def hand_over(place: Installation, case: CaseFile, office_id: str, **asked: Any) -> CaseFile:
    return await act(place, case, hand_over_case, office_id=office_id, **asked)


async def close(place: Installation, case: CaseFile, **asked: Any) -> CaseFile:
    return await act(place, case, close_case, **({"reason": WORDS} | asked))


async def reopen(place: Installation, case: CaseFile, **asked: Any) -> CaseFile:
    return await act(place, case, reopen_case, **({"reason": WORDS} | asked))
