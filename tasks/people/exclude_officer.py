"""A conflict of interest with everything that follows from it, in one transaction."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from models.actions.mark_biased import mark_biased
from models.actions.take_action import take_action
from models.audit import Actor
from models.installation import Installation
from models.tables import CaseFile
from tasks.people.tell_people import tell_people


async def exclude_officer(
    place: Installation, case_ref: str, officer_id: str, *, marked_by: str, actor: Actor, now: datetime
) -> CaseFile:
    """Mark the officer as biased; a case that is released by it is told to its office at once.

    Raises `CaseNotFound` and what `mark_biased` refuses; then nothing has changed.
    """
    act = partial(mark_biased, officer_id=officer_id, marked_by=marked_by)
    return await take_action(place, case_ref, act, actor=actor, now=now, tell=tell_people)
