"""Decide a case again, by its reference: finishes what is missing, and may only raise."""

from __future__ import annotations

from prefect import flow

from flows.route_case import STEPS
from models.settings.paths import prefect_results_directory
from tasks.find_case import find_case
from tasks.raise_severity import raise_severity
from tasks.showing.show_decision import show_decision


@flow(name="route_again", retries=0, persist_result=False, result_storage=prefect_results_directory())
async def route_again(case_ref: str) -> None:
    """Run missing steps, then decide again under the case's own policy version."""
    case_id = await find_case(case_ref)
    for step in STEPS:
        await step(case_id)
    await raise_severity(case_id)
    await show_decision(case_id)
