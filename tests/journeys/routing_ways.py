"""Both ways a run is executed: in the dispatcher's own process, or by a stock worker of a work pool."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deployments.registration import register_deployments
from tests.journeys.house import House
from tests.journeys.story import Story
from tests.journeys.waiting import dispatching

IN_PROCESS, HANDED_OVER = "in process", "handed to a pool"
POOL = "journeys"
STORY_TIME = Path(__file__).with_name("story_time")
PATIENCE_S = 120


@asynccontextmanager
async def routing(story: Story, house: House, way: str) -> AsyncIterator[None]:
    """A dispatcher at work until the block is left, and a worker where it hands its runs over."""
    if way == IN_PROCESS:
        async with dispatching(story.place):
            yield
        return
    await register_deployments(POOL)
    written = house.home / "story-time"
    _write_down(story, written)
    writing = asyncio.create_task(_keep_writing(story, written))
    worker = ("prefect", "worker", "start", "--pool", POOL, "--type", "process")
    hook = {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(STORY_TIME), os.environ.get("PYTHONPATH")])),
        "STORY_TIME": str(written),
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
    try:
        with house.running("worker", *worker, **hook):
            async with dispatching(story.place, work_pool=POOL, prefect_patience_s=PATIENCE_S):
                yield
    finally:
        writing.cancel()


async def _keep_writing(story: Story, path: Path) -> None:
    """Far more often than a worker starts a process."""
    while True:
        await asyncio.sleep(0.05)
        _write_down(story, path)


def _write_down(story: Story, path: Path) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(story.clock.now.isoformat())
    draft.replace(path)
