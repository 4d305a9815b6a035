"""Run an asynchronous process until it is told to stop: the first signal drains, the second ends at once."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType

# Below the time after which service managers and the local stack kill.
DRAINED_WITHIN_S = 6.0
# The status of a process that was told twice, as shells give it to one interrupted by SIGINT.
INTERRUPTED = 130


def run_until_signal(work_until: Callable[[asyncio.Event], Awaitable[None]]) -> int:
    """Run `work_until(stop)` in a thread of its own; answers the exit status.

    Not in the main thread, because Prefect's engine would install its own SIGTERM handler there and mark
    the runs under way as crashed instead of letting them end.
    """
    ready = threading.Event()
    failure: list[BaseException] = []
    loop_and_stop: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def body() -> None:
        stop = asyncio.Event()
        loop_and_stop.append((asyncio.get_running_loop(), stop))
        ready.set()
        await work_until(stop)

    def run() -> None:
        try:
            asyncio.run(body())
        except BaseException as error:  # noqa: BLE001  handed to the main thread, which raises it
            failure.append(error)
        finally:
            ready.set()

    signals = 0

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        nonlocal signals
        signals += 1
        if signals > 1:
            os._exit(INTERRUPTED)
        ready.wait()
        for loop, stop in loop_and_stop:
            loop.call_soon_threadsafe(stop.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    worker = threading.Thread(target=run, name="work", daemon=True)
    worker.start()
    while worker.is_alive() and not signals:
        worker.join(0.2)
    worker.join(DRAINED_WITHIN_S)
    if failure:
        raise failure[0]
    if worker.is_alive():
        # What runs still holds its lease: it is taken up again elsewhere or at the next start.
        os._exit(0)
    return 0
