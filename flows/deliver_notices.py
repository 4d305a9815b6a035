"""Send what waits in the outbox: the sweep beside the delivery process."""

from __future__ import annotations

from prefect import flow

from models.settings.paths import prefect_results_directory
from tasks import deliver_notices as outbox


@flow(name="deliver_notices", retries=0, persist_result=False, result_storage=prefect_results_directory())
async def deliver_notices() -> None:
    await outbox.deliver_notices()
