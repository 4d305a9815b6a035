"""An escalation as the coordinator sees it; run by hand it acts on every deadline that is due now."""

from __future__ import annotations

from prefect import flow

from models.settings.paths import prefect_results_directory
from tasks.fire_deadlines import fire_deadlines
from tasks.show_firings import show_firings


@flow(name="escalate_deadline", retries=0, persist_result=False, result_storage=prefect_results_directory())
async def escalate_deadline(dispatch_id: str = "") -> None:
    """With an id: show what a tick did. Without: tick until nothing is due."""
    if dispatch_id:
        await show_firings(dispatch_id)
        return
    while await fire_deadlines():
        pass
