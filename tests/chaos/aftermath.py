"""What must be true of a case whatever was killed on its way."""

from __future__ import annotations

from collections import Counter
from typing import Any

from models.installation import Installation
from models.store.audit_log import list_entries_of_case
from models.store.case_keys import get_case_key
from models.store.dispatches import find_dispatch_of_case
from models.store.reports import get_report, open_report
from models.tables import CaseFile
from models.vocabulary import CaseState, DispatchFlow, DispatchState
from tests.prefect_server import PrefectServer
from tests.routing import notices_of, reload

# A threat with consent to counselling, told to nobody else; without dates it fits any day.
THREAT_TODAY: dict[str, Any] = {"occurred_on": None, "offender_known_on": None, "consent": ["counselling"]}
NARRATIVE = "Nach der Sitzung hat mich ein Mann auf dem Parkplatz angesprochen und bedroht."


async def is_done(place: Installation, case_ref: str) -> bool:
    """Routed, and shown in Prefect."""
    case = await reload(place, case_ref)
    async with place.transaction() as session:
        row = await find_dispatch_of_case(session, case.case_id, DispatchFlow.ROUTE_CASE)
    return row is not None and row.state is DispatchState.DONE


async def check_report_is_kept(place: Installation, case_ref: str) -> CaseFile:
    case = await reload(place, case_ref)
    async with place.transaction() as session:
        key = await get_case_key(session, case.case_id, master=place.master_key)
        opened = open_report(key, await get_report(session, case.case_id))
    assert opened["narrative"] == NARRATIVE
    return case


async def check_routed_once(
    place: Installation, server: PrefectServer, case_ref: str, *, prefect_was_away: bool = False
) -> None:
    """One completed run, every event once, everybody told once."""
    case = await check_report_is_kept(place, case_ref)
    assert (case.state, case.office_id) == (CaseState.ROUTED, "prevention")
    async with place.transaction() as session:
        entries = await list_entries_of_case(session, case.case_id)
    events = Counter(entry.event for entry in entries if entry.event != "notice_sent")
    if prefect_was_away:
        assert events.pop("routed_without_prefect", 0) <= 1
    assert events == {
        "report_received": 1,
        "severity_proposed": 1,
        "office_assigned": 1,
        "notices_queued": 1,
        "question_asked": 1,
        "deadlines_scheduled": 1,
        "case_routed": 1,
    }
    assert await notices_of(place, case) == [
        ("partner_referral", "counselling-example"),
        ("case_assigned", "prevention"),
    ]
    runs = server.ask(
        "flow_runs/filter",
        {
            "flows": {"name": {"any_": ["route_case"]}},
            "flow_runs": {"tags": {"all_": [f"case:{case_ref}"]}},
        },
    )
    assert [run["state_type"] for run in runs] == ["COMPLETED"]
