"""Bodies over a real socket: too long, told or untold, half sent, or never ending."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
from structlog.testing import capture_logs

from models.installation import Installation
from tests.api.conftest import count_rows
from tests.reports import THREAT

pytestmark = pytest.mark.database

MEGABYTE = b"x" * 1_048_576


async def endless(megabytes: int) -> AsyncIterator[bytes]:
    yield b'{"narrative": "'
    for _ in range(megabytes):
        yield MEGABYTE
    yield b'"}'


@pytest.mark.parametrize("path", ["/api/reports", "/"])
@pytest.mark.parametrize("told", [True, False])
async def test_fifty_megabytes_are_refused(
    live_url: str, installation: Installation, path: str, told: bool
) -> None:
    headers = {"Content-Type": "application/json" if path != "/" else "application/x-www-form-urlencoded"}
    if told:
        headers["Content-Length"] = str(50 * len(MEGABYTE) + 17)
    async with httpx.AsyncClient(base_url=live_url, timeout=30) as client:
        answer = await client.post(path, content=endless(50), headers=headers)
    assert answer.status_code == 413
    problem = answer.json()["error"]
    assert "zu groß (höchstens 512 KiB)" in problem["message_de"]
    assert "too large (at most 512 KiB)" in problem["message_en"]
    assert (await count_rows(installation))["CaseFile"] == 0


async def test_the_refusal_comes_before_the_body_is_all_here(live_url: str) -> None:
    status = await ask_raw(
        live_url,
        b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 52428800\r\n\r\n{",
    )
    assert status == 413
    status = await ask_raw(
        live_url,
        b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" + b"100000\r\n" + MEGABYTE + b"\r\n",
    )
    assert status == 413


async def test_who_asks_first_is_told_before_sending(live_url: str) -> None:
    status = await ask_raw(
        live_url,
        b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Expect: 100-continue\r\nContent-Length: 52428800\r\n\r\n",
    )
    assert status == 413


@pytest.mark.parametrize("length", [b"-1", b"9" * 30, b"1e3", b"abc"])
async def test_nonsense_lengths_are_refused(live_url: str, installation: Installation, length: bytes) -> None:
    status = await ask_raw(
        live_url,
        b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: " + length + b"\r\n\r\n{}",
    )
    assert 400 <= status < 500
    assert (await count_rows(installation))["CaseFile"] == 0


async def test_a_body_of_the_greatest_length_is_read(live_url: str) -> None:
    body = json.dumps(THREAT).encode()
    body += b" " * (512 * 1024 - len(body))
    async with httpx.AsyncClient(base_url=live_url, timeout=30) as client:
        headers = {"Content-Type": "application/json"}
        assert (await client.post("/api/reports", content=body, headers=headers)).status_code == 201
        assert (await client.post("/api/reports", content=body + b" ", headers=headers)).status_code == 413


async def test_the_longest_report_fits_however_it_is_escaped(live_url: str) -> None:
    longest = THREAT | {"narrative": "😡" * 20_000, "exact_words": "😡" * 10_000, "place": "😡" * 500}
    async with httpx.AsyncClient(base_url=live_url, timeout=30) as client:
        assert (await client.post("/api/reports", json=longest)).status_code == 201
        escaped = json.dumps(longest, ensure_ascii=True)
        headers = {"Content-Type": "application/json"}
        assert (await client.post("/api/reports", content=escaped, headers=headers)).status_code == 201


async def test_a_client_that_hangs_up_leaves_nothing(live_url: str, installation: Installation) -> None:
    address = urlsplit(live_url)
    with capture_logs() as logged:
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(
            b"POST /api/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b'Content-Length: 1000\r\n\r\n{"narrative": "x"}'
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        async with asyncio.timeout(10):
            while not logged:  # noqa: ASYNC110 the server says nothing else when it is done
                await asyncio.sleep(0.01)
    assert [line["event"] for line in logged] == ["request"]
    assert (await count_rows(installation))["CaseFile"] == 0


async def test_a_hundred_thousand_levels_are_refused(live_url: str) -> None:
    deep = b'{"narrative": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    async with httpx.AsyncClient(base_url=live_url, timeout=30) as client:
        answer = await client.post("/api/reports", content=deep, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "narrative"


async def ask_raw(url: str, request: bytes) -> int:
    """Status of the answer to these very bytes; the rest of the request is never sent."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        writer.write(request)
        line = await asyncio.wait_for(reader.readline(), timeout=20)
    finally:
        writer.close()
    return int(line.split()[1])


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /\xff HTTP/1.1",
        b"GET /%ED%A0%80 HTTP/1.1",
        b"GET /case/%00 HTTP/1.1",
        b"GET /?lang=%FF&municipality=%ED%A0%80 HTTP/1.1",
        b"GET /static/%FF HTTP/1.1",
        b"GET http://elsewhere/%zz HTTP/1.1",
        b"GET * HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"POST /?lang=\x80 HTTP/1.1",
        b"GET /" + b"a" * 60_000 + b" HTTP/1.1",
    ],
)
@pytest.mark.parametrize("header", [b"X: y", b"Accept-Language: \xff;q=\xfe", b"Content-Type: \xff\xfe"])
async def test_strange_addresses_and_headers_are_no_failure_of_ours(
    live_url: str, request_line: bytes, header: bytes
) -> None:
    assert 400 <= await ask_raw(live_url, request_line + b"\r\nHost: x\r\n" + header + b"\r\n\r\n") < 500
