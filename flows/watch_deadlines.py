"""The watchdog's round: show what is coming, fail in words when something waits that should not."""

from __future__ import annotations

from prefect import flow

from models.settings.paths import prefect_results_directory
from tasks.check_clockwork import check_clockwork
from tasks.show_coming_deadlines import show_coming_deadlines


@flow(name="watch_deadlines", retries=0, persist_result=False, result_storage=prefect_results_directory())
async def watch_deadlines() -> None:
    await show_coming_deadlines()
    await check_clockwork()
