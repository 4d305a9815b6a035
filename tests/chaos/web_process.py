"""The web process as a process of its own."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.journeys.house import House
from tests.journeys.waiting import until


@asynccontextmanager
async def serving(house: House) -> AsyncIterator[tuple[subprocess.Popen[bytes], httpx.AsyncClient]]:
    """Ready to take reports when the block begins."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with house.running("api", "deployments", "serve", "--port", str(port)) as process:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:

            async def is_ready() -> bool:
                try:
                    return (await client.get("/readyz")).is_success
                except httpx.HTTPError:
                    return False

            await until(is_ready)
            yield process, client
