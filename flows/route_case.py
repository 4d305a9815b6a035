"""One report, one run: classify, assign, notify, schedule."""

from __future__ import annotations

from prefect import flow

from models.settings.paths import prefect_results_directory
from tasks.assign_office import assign_office
from tasks.classify_severity import classify_severity
from tasks.notify_partners import notify_partners
from tasks.schedule_deadlines import schedule_deadlines
from tasks.showing.show_decision import show_decision

STEPS = (classify_severity, assign_office, notify_partners, schedule_deadlines)


# retries=0: a retry waiting in a process that died would be stranded; the lease takes the run up again.
@flow(name="route_case", retries=0, persist_result=False, result_storage=prefect_results_directory())
async def route_case(case_id: str) -> None:
    """Route one case; steps that are done already change nothing."""
    for step in STEPS:
        await step(case_id)
    await show_decision(case_id)


async def route_case_plainly(case_id: str) -> None:
    """The same steps as plain functions, for the time Prefect cannot be reached."""
    for step in STEPS:
        await step.fn(case_id)
