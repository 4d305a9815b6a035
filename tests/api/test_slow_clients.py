"""Clients that take their time, over real sockets: they are let go, and others are served meanwhile."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from models.installation import Installation
from models.settings.web import ConnectionSettings
from tests.api.conftest import count_rows, serving
from tests.reports import THREAT

pytestmark = pytest.mark.database

TELEPHONE = "0821 324-0"
POST = b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def connected(url: str, *, come_from: str = "127.0.0.1") -> AsyncIterator[Streams]:
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port, local_addr=(come_from, 0))
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@asynccontextmanager
async def bounded(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, **bounds: Any
) -> AsyncIterator[str]:
    """A server with these bounds; the application reads them from the environment, as deployed."""
    for name, value in bounds.items():
        monkeypatch.setenv(f"MELDEWEG_WEB_{name.upper()}", json.dumps(value))
    async with serving(installation, ConnectionSettings()) as url:
        yield url


async def trickle(writer: asyncio.StreamWriter, what: bytes, *, every_s: float = 0.05) -> None:
    """A byte at a time for as long as the other side takes it."""
    with suppress(OSError):
        while True:
            writer.write(what)
            await writer.drain()
            await asyncio.sleep(every_s)


async def read_to_end(reader: asyncio.StreamReader) -> bytes:
    """Everything until the server closes; fails when it does not."""
    async with asyncio.timeout(20):
        with suppress(ConnectionResetError):
            return await reader.read()
    return b""


async def read_while_trickling(streams: Streams, what: bytes) -> bytes:
    reader, writer = streams
    trickling = asyncio.create_task(trickle(writer, what))
    try:
        return await read_to_end(reader)
    finally:
        trickling.cancel()


async def post_report(url: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        return await client.post("/api/reports", json=THREAT)


async def test_trickled_headers_are_answered_408_and_others_are_served(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bounded(installation, monkeypatch, head_s=0.5) as url, AsyncExitStack() as held:
        slow = [await held.enter_async_context(connected(url)) for _ in range(20)]
        for _, writer in slow:
            writer.write(b"GET / HTTP/1.1\r\nX: ")
        waiting = [asyncio.create_task(read_while_trickling(streams, b"a")) for streams in slow]
        assert (await post_report(url)).status_code == 201
        for answer in await asyncio.gather(*waiting):
            assert answer.startswith(b"HTTP/1.1 408 ")
            assert b"nicht in der vorgesehenen Zeit" in answer
            assert b"did not arrive in the time" in answer


async def test_trickling_a_second_request_is_no_way_around(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bounded(installation, monkeypatch, head_s=0.5) as url, connected(url) as streams:
        streams[1].write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await streams[0].readuntil(b'{"status":"ok"}')
        streams[1].write(b"GET /healthz HTTP/1.1\r\nX: ")
        assert (await read_while_trickling(streams, b"a")).startswith(b"HTTP/1.1 408 ")


async def test_who_says_nothing_is_closed_without_a_word(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bounded(installation, monkeypatch, head_s=0.3) as url, connected(url) as (reader, _):
        assert await read_to_end(reader) == b""


@pytest.mark.parametrize("framing", [b"Content-Length: 5000\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n"])
async def test_a_trickled_body_is_answered_408_and_not_stored(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, framing: bytes
) -> None:
    async with bounded(installation, monkeypatch, body_s=0.5) as url, connected(url) as streams:
        streams[1].write(POST + framing)
        answer = await read_while_trickling(streams, b"1\r\n \r\n" if b"chunked" in framing else b" ")
        assert (await post_report(url)).status_code == 201
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    problem = json.loads(body)["error"]
    assert "nichts gespeichert" in problem["message_de"]
    assert "Nothing was stored" in problem["message_en"]
    assert (await count_rows(installation))["CaseFile"] == 1


async def test_a_body_trickled_after_the_refusal_keeps_nothing_open(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bounded(installation, monkeypatch, head_s=0.5) as url, connected(url) as streams:
        streams[1].write(b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n")
        assert (await read_while_trickling(streams, b" ")).startswith(b"HTTP/1.1 415 ")


async def test_who_never_reads_the_answer_is_cut_off(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests in a row whose answers fill every buffer on the way."""
    async with bounded(installation, monkeypatch, exchange_s=1, keep_alive_s=1) as url:
        address = urlsplit(url)
        loop = asyncio.get_running_loop()
        with socket.socket() as unread:
            unread.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            unread.setblocking(False)
            await loop.sock_connect(unread, (address.hostname, address.port))
            request = b"GET / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n" * 100
            with pytest.raises((ConnectionResetError, BrokenPipeError)):
                await asyncio.wait_for(_send_without_end(unread, request), timeout=30)
        assert (await post_report(url)).status_code == 201


async def _send_without_end(to: socket.socket, what: bytes) -> None:
    while True:
        await asyncio.get_running_loop().sock_sendall(to, what)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("where", ["target", "header", "many headers"])
async def test_headers_above_the_bound_are_answered_431(live_url: str, whole: bool, where: str) -> None:
    target = b"/" + b"a" * (40_000 if where == "target" else 0)
    headers = b"X: " + b"a" * 40_000 + b"\r\n" if where == "header" else b""
    if where == "many headers":
        headers = b"".join(b"X-%d: y\r\n" % number for number in range(4_000))
    request = b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n" + headers
    async with connected(live_url) as (reader, writer):
        writer.write(request + b"\r\n" if whole else request)
        answer = await read_to_end(reader)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert "zu lang (höchstens 16 KiB)" in answer.decode()
    assert "too long (at most 16 KiB)" in answer.decode()


async def test_above_the_bound_a_client_is_told_so_with_a_telephone_number(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MELDEWEG_PAGE_TELEPHONE", TELEPHONE)
    async with bounded(installation, monkeypatch, max_connections=3) as url, AsyncExitStack() as held:
        early = [await held.enter_async_context(connected(url)) for _ in range(3)]
        refused = await post_report(url)
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "30"
        problem = refused.json()["error"]
        assert "sehr viele Anfragen" in problem["message_de"]
        assert f"unter {TELEPHONE}" in problem["message_de"]
        assert f"at {TELEPHONE}" in problem["message_en"]
        page = await _ask_for_page(url)
        assert page.status_code == 503
        assert TELEPHONE in page.text
        assert "<html" in page.text
        # Who was there first is served, and who left makes room.
        early[0][1].write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert (await read_to_end(early[0][0])).startswith(b"HTTP/1.1 200 ")
        assert (await post_report(url)).status_code == 201
    assert (await count_rows(installation))["CaseFile"] == 1


async def _ask_for_page(url: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=30) as client:
        return await client.get(url, headers={"Accept": "text/html"})


async def test_far_above_the_bound_a_connection_is_closed_at_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bounded(installation, monkeypatch, max_connections=3) as url, AsyncExitStack() as held:
        for _ in range(6):
            await held.enter_async_context(connected(url))
        reader, _ = await held.enter_async_context(connected(url))
        assert await read_to_end(reader) == b""


async def test_one_address_cannot_take_all_connections(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = {"max_connections_per_address": 2, "proxies": ["127.0.0.1/32"]}
    async with bounded(installation, monkeypatch, **bounds) as url, AsyncExitStack() as held:
        for _ in range(2):
            await held.enter_async_context(connected(url, come_from="127.0.0.7"))
        reader, writer = await held.enter_async_context(connected(url, come_from="127.0.0.7"))
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await read_to_end(reader)).startswith(b"HTTP/1.1 503 ")
        # Another address, and the proxy that speaks for many.
        for other in ("127.0.0.8", *["127.0.0.1"] * 5):
            reader, writer = await held.enter_async_context(connected(url, come_from=other))
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
