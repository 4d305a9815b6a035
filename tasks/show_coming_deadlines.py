"""A table of what is due in the next 48 hours, office by office."""

from __future__ import annotations

from datetime import timedelta

from models.installation import current_installation
from models.store.deadlines import list_coming
from models.store.directory import list_municipalities
from tasks.showing.publish_run import publish_table
from tasks.showing.wording import DEADLINE, DEADLINE_STATE, SEVERITY, say_local
from tasks.step import step
from tasks.telling.compose_messages import link_to_case

AHEAD = timedelta(hours=48)


@step("Fristen der kommenden 48 Stunden zeigen")
async def show_coming_deadlines() -> int:
    """Answers how many rows the table has."""
    place = current_installation()
    now = place.clock()
    async with place.transaction() as session:
        timezones = {town.municipality_id: town.timezone for town in await list_municipalities(session)}
        rows = [
            {
                "Stelle": case.office_id or "Koordination",
                "fällig": say_local(deadline.due_at, timezones[case.municipality_id]),
                "Frist": DEADLINE[deadline.kind],
                "Vorgang": f"[{case.case_ref}]({link_to_case(case.case_ref)})",
                "Dringlichkeit": SEVERITY[deadline.severity],
                "Stand": DEADLINE_STATE[deadline.state],
            }
            for deadline, case in await list_coming(session, until=now + AHEAD)
        ]
    await publish_table(
        "coming-deadlines", rows, description="Fristen der nächsten 48 Stunden und überschrittene, je Stelle"
    )
    return len(rows)
