"""Pauses end by themselves when their agreed end has come."""

from __future__ import annotations

from uuid import UUID

import structlog

from models.actions.pause_case import end_pause
from models.actions.take_action import finish_action
from models.audit import SYSTEM
from models.installation import current_installation
from models.store.open_cases import open_case
from models.store.pauses import claim_due_pause
from tasks.people.tell_people import tell_people
from tasks.step import step

_log = structlog.get_logger(__name__)


@step("Pausen beenden")
async def resume_paused() -> int:
    """Go on with every case whose pause is over, each in a transaction of its own; how many went on.

    Any number of processes may do it at once: the row lock decides. A case that fails is left to the next
    round and never stops the others.
    """
    place = current_installation()
    now = place.clock()
    resumed = 0
    failed: list[UUID] = []
    while True:
        case_id: UUID | None = None
        try:
            async with place.transaction() as session:
                case_id = await claim_due_pause(session, now=now, without=failed)
                if case_id is None:
                    return resumed
                opened = await open_case(session, case_id, master=place.master_key)
                done = await end_pause(session, opened, actor=SYSTEM, now=now)
                await finish_action(session, opened, done, tell=tell_people, actor=SYSTEM, now=now)
        except Exception as error:
            if case_id is None:
                raise
            failed.append(case_id)
            _log.error("pause not ended", case_id=str(case_id), code=type(error).__name__)
        else:
            resumed += 1
