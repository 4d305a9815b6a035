"""Decide a routed case again under its own policy version; the result may only raise."""

from __future__ import annotations

from models.actions.answer_case import decide_again
from models.actions.take_action import finish_action
from models.audit import SYSTEM
from models.errors import StepOutOfOrder
from models.installation import current_installation
from models.store.cases import parse_case_id
from models.store.open_cases import open_case
from tasks.people.tell_people import tell_people
from tasks.step import step


@step("erneut einstufen")
async def raise_severity(case_id: str) -> str:
    """Raise severity, office, deadlines and notices when the decision is higher now; answers the severity."""
    place = current_installation()
    async with place.transaction() as session:
        opened = await open_case(session, parse_case_id(case_id), master=place.master_key)
        case = opened.case
        if case.severity is None or case.scheduled_at is None:
            raise StepOutOfOrder("a case is decided again after it was routed")
        now = place.clock()
        done = await decide_again(session, opened, actor=SYSTEM, now=now)
        await finish_action(session, opened, done, tell=tell_people, actor=SYSTEM, now=now)
        return case.severity.value
