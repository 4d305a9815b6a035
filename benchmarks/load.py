"""Requests at a fixed pace, whatever the answers take."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from models.clock import utc_now

_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Answered:
    """`took_s` counts from the moment the request was due, so that a stalled server cannot hide its stall."""

    ok: bool
    took_s: float
    answered_at: datetime
    body: dict[str, Any]


async def send_paced(
    url: str, make_body: Callable[[], dict[str, Any]], *, per_s: float, count: int
) -> list[Answered]:
    """`count` POSTs, `per_s` a second."""
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=50)
    async with httpx.AsyncClient(timeout=_PATIENCE_S, limits=limits) as client:
        started = time.perf_counter()
        sent = []
        for number in range(count):
            due = started + number / per_s
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sent.append(asyncio.create_task(_post(client, url, make_body(), due)))
        return await asyncio.gather(*sent)


async def send_at_once(
    url: str, make_body: Callable[[], dict[str, Any]], *, count: int, connections: int = 8
) -> list[Answered]:
    """`count` POSTs as fast as they are answered over a few connections."""
    async with httpx.AsyncClient(timeout=_PATIENCE_S) as client:
        room = asyncio.Semaphore(connections)

        async def post() -> Answered:
            async with room:
                return await _post(client, url, make_body(), time.perf_counter())

        return await asyncio.gather(*(post() for _ in range(count)))


async def _post(client: httpx.AsyncClient, url: str, body: dict[str, Any], due: float) -> Answered:
    try:
        answer = await client.post(url, json=body)
    except httpx.HTTPError:
        return Answered(ok=False, took_s=time.perf_counter() - due, answered_at=utc_now(), body={})
    took_s = time.perf_counter() - due
    ok = answer.status_code == httpx.codes.CREATED
    return Answered(ok=ok, took_s=took_s, answered_at=utc_now(), body=answer.json() if ok else {})
