"""The sign of life: a real server outside hears it, and one that is gone hinders nobody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from deployments.dead_man import ping_dead_man
from deployments.logs import configure_logs


class Outside:
    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        self.port = 0

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    outside = Outside()
    server = await asyncio.start_server(outside.hear, "127.0.0.1", 0)
    outside.port = server.sockets[0].getsockname()[1]
    async with server:
        yield outside


async def test_the_question_holds_nothing_but_the_address(
    outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    configure_logs()
    assert await ping_dead_man(SecretStr(f"http://127.0.0.1:{outside.port}/ping/geheim-4711"))
    (heard,) = outside.heard
    assert heard.startswith(b"GET /ping/geheim-4711 HTTP/1.1\r\n")
    names = {line.partition(b":")[0].lower() for line in heard.split(b"\r\n")[1:] if line}
    assert names == {b"host", b"accept", b"accept-encoding", b"connection", b"user-agent"}
    assert "geheim-4711" not in caplog.text


async def test_a_refusal_or_silence_is_no_error(
    outside: Outside, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    outside.answer = b"HTTP/1.1 500 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    assert not await ping_dead_man(SecretStr(f"http://127.0.0.1:{outside.port}/geheim-4711"))
    assert not await ping_dead_man(SecretStr("http://127.0.0.1:1/geheim-4711"))
    assert not await ping_dead_man(SecretStr("no address at all"))
    said = capsys.readouterr()
    assert "geheim-4711" not in caplog.text + said.out + said.err


async def test_without_an_address_nobody_is_asked() -> None:
    assert not await ping_dead_man(None)
