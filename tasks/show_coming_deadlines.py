"""A table of what is missed and what comes in the next 48 hours, office by office."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.installation import current_installation
from models.store.directory import list_municipalities
from models.store.timeline import find_next_step, is_missed, list_timeline
from models.tables import CaseFile, Deadline
from tasks.showing.publish_run import publish_table
from tasks.showing.wording import AUDIENCE, DEADLINE, DEADLINE_STATE, SEVERITY, STEP, say_local
from tasks.step import step
from tasks.telling.compose_messages import link_to_case

AHEAD = timedelta(hours=48)
MOST_OF_AN_OFFICE = 200


@step("Fristen der kommenden 48 Stunden zeigen")
async def show_coming_deadlines() -> int:
    """Answers how many rows the table has. References and classifications alone."""
    place = current_installation()
    now = place.clock()
    async with place.transaction() as session:
        timezones = {town.municipality_id: town.timezone for town in await list_municipalities(session)}
        coming = await list_timeline(session, now=now, until=now + AHEAD, limit=MOST_OF_AN_OFFICE)
        rows = [
            _to_row(deadline, case, timezone=timezones[case.municipality_id], now=now)
            for deadline, case in coming
        ]
    await publish_table(
        "coming-deadlines",
        rows,
        description="Je Stelle: zuerst die überschrittenen Fristen, dann die der nächsten 48 Stunden; "
        f"höchstens {MOST_OF_AN_OFFICE} einer Stelle",
    )
    return len(rows)


def _to_row(deadline: Deadline, case: CaseFile, *, timezone: str, now: datetime) -> dict[str, str]:
    missed = is_missed(deadline, now)
    return {
        "Stelle": case.office_id or "Koordination",
        "fällig": ("überschritten seit " if missed else "") + say_local(deadline.due_at, timezone),
        "Frist": DEADLINE[deadline.kind],
        "Vorgang": f"[{case.case_ref}]({link_to_case(case.case_ref)})",
        "Dringlichkeit": SEVERITY[deadline.severity],
        "Stand": DEADLINE_STATE[deadline.state],
        "als Nächstes": _say_next(deadline, timezone),
    }


def _say_next(deadline: Deadline, timezone: str) -> str:
    coming = find_next_step(deadline)
    if coming is None or deadline.next_action_at is None:
        return "–"
    step_kind, audience = coming
    return f"{say_local(deadline.next_action_at, timezone)} {STEP[step_kind]}: {AUDIENCE[audience]}"
