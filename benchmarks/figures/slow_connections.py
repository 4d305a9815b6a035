"""What others notice of 250 clients that take their time and come back whenever they are let go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import cycle, islice

from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.load import Answered, send_paced
from benchmarks.reports import make_report
from benchmarks.result import Result, percentile
from deployments.local.stack.plan import LOOPBACK

SLOW = 250
PER_S = 20
_WARM_UP_S = 2
_PAUSE_S = 0.5
_HEAD = b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
_READ_ALL = 4096
# What is sent at once, what follows twice a second, and how many bytes of the answer are read each time.
_KINDS: tuple[tuple[bytes, bytes, int], ...] = (
    (_HEAD + b"X: ", b"a", _READ_ALL),
    (_HEAD + b"Content-Length: 100000\r\n\r\n", b" ", _READ_ALL),
    (b"", b"", _READ_ALL),
    (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"", 1),
)


async def measure_slow_connections(
    stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]
) -> list[Result]:
    await stack.use_fresh_database("slow_connections")
    async with stack.running("api"):
        tell(f"{PER_S} reports a second for {effort.intake_reference_s} s, nobody else there")
        await send_paced(stack.reports_url, make_report, per_s=PER_S, count=PER_S * _WARM_UP_S)
        alone = await _send(stack, effort.intake_reference_s)
        tell(f"the same for {effort.intake_s} s beside {SLOW} slow connections")
        async with _slow_clients(stack.plan.web.port) as cut_off:
            beside = await _send(stack, effort.intake_s)
    return [
        Result(
            "post_p95_beside_slow", f"POST /api/reports, {PER_S}/s beside {SLOW} slow connections, p95",
            _p95_ms(beside), "ms", "<=", 500, reference=_p95_ms(alone),
            reference_is=f"the same pace for {effort.intake_reference_s} s without them",
            note=f"{len(cut_off)} times a slow client was let go and came back;"
            f" {sum(not one.ok for one in beside)} of {len(beside)} POSTs failed",
        )
    ]  # fmt: skip


async def _send(stack: EmbeddedStack, duration_s: int) -> list[Answered]:
    return await send_paced(stack.reports_url, make_report, per_s=PER_S, count=PER_S * duration_s)


def _p95_ms(sent: list[Answered]) -> float:
    return percentile([one.took_s for one in sent], 95) * 1000


@asynccontextmanager
async def _slow_clients(port: int) -> AsyncIterator[list[None]]:
    """All of them are connected when the block begins; one entry for each time one was let go."""
    cut_off: list[None] = []
    connected = asyncio.Semaphore(0)
    clients = [
        asyncio.create_task(_come_again(port, *kind, connected, cut_off))
        for kind in islice(cycle(_KINDS), SLOW)
    ]
    try:
        for _ in clients:
            await asyncio.wait_for(connected.acquire(), timeout=30)
        yield cut_off
    finally:
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)


async def _come_again(
    port: int, at_once: bytes, again: bytes, read: int, connected: asyncio.Semaphore, cut_off: list[None]
) -> None:
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(LOOPBACK, port, limit=_READ_ALL)
            try:
                connected.release()
                writer.write(at_once)
                while not reader.at_eof():
                    writer.write(again)
                    await asyncio.sleep(_PAUSE_S)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(read), timeout=0.01)
            finally:
                writer.close()
        cut_off.append(None)
