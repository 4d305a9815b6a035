"""A person's verdict on the severity with the notices it causes, in one transaction."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from models.actions.judge_severity import Verdict, judge_severity
from models.actions.take_action import take_action
from models.audit import Actor
from models.installation import Installation
from models.tables import CaseFile
from tasks.people.tell_people import tell_people


async def change_severity(
    place: Installation, case_ref: str, verdict: Verdict, *, actor: Actor, now: datetime
) -> CaseFile:
    """Confirm or change the severity; a raise tells the office and newly entitled partners at once.

    Raises `CaseNotFound` and what `judge_severity` refuses; then nothing has changed.
    """
    act = partial(judge_severity, verdict=verdict)
    return await take_action(place, case_ref, act, actor=actor, now=now, tell=tell_people)
