"""A dispatcher at work in this process, and waiting for what it brings about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from inspect import isawaitable
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from deployments.dispatcher.process import Dispatcher
from models.installation import Installation
from models.settings import PrefectSettings
from models.tables import Deadline, Dispatch
from models.vocabulary import DeadlineState, DispatchState

WITHIN_S = 90.0


@asynccontextmanager
async def dispatching(place: Installation, **settings: Any) -> AsyncIterator[Dispatcher]:
    """Until the block is left."""
    stop = asyncio.Event()
    dispatcher = Dispatcher(place, PrefectSettings(**settings))
    work = asyncio.create_task(dispatcher.work_until(stop))
    try:
        yield dispatcher
    finally:
        stop.set()
        await work


async def until(what: Callable[[], object | Awaitable[object]], *, within_s: float = WITHIN_S) -> None:
    """Fails when it does not come."""
    async with asyncio.timeout(within_s):
        while True:
            found = what()
            if isawaitable(found):
                found = await found
            if found:
                return
            await asyncio.sleep(0.1)


async def is_settled(place: Installation) -> bool:
    """Whether no run waits and no deadline's next step is due."""
    open_rows = _count_dispatches(DispatchState.PENDING, DispatchState.LEASED)
    due = (
        select(func.count())
        .select_from(Deadline)
        .where(
            col(Deadline.state).in_([DeadlineState.ARMED, DeadlineState.BREACHED]),
            col(Deadline.next_action_at) <= place.clock(),
        )
    )
    async with place.transaction() as session:
        return not (await session.exec(due)).one() and not (await session.exec(open_rows)).one()


async def is_put_back(place: Installation) -> bool:
    """Whether a run waits for a time to come, because Prefect did not answer in time on a busy machine."""
    later = _count_dispatches(DispatchState.PENDING).where(col(Dispatch.available_at) > place.clock())
    async with place.transaction() as session:
        return bool((await session.exec(later)).one())


def _count_dispatches(*states: DispatchState) -> SelectOfScalar[int]:
    return select(func.count()).select_from(Dispatch).where(col(Dispatch.state).in_(states))
