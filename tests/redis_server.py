"""A real Redis with a password on a free port, for what several Prefect servers share."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as NotThere
from redis.retry import Retry

REASON = "no redis-server on PATH: install the package redis-server"


def find_redis() -> str:
    """Skips loudly where there is none; with MELDEWEG_REQUIRE_REDIS=1 that is a failure."""
    found = shutil.which("redis-server")
    if found is not None:
        return found
    if os.environ.get("MELDEWEG_REQUIRE_REDIS") == "1":
        pytest.fail(f"MELDEWEG_REQUIRE_REDIS=1, but {REASON}")
    pytest.skip(f"NOT TESTED: several Prefect servers; {REASON}")


@contextmanager
def running_redis(home: Path) -> Iterator[str]:
    """Its address, with the password; nothing is kept."""
    program, password = find_redis(), secrets.token_hex(16)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    lines = ["bind 127.0.0.1", f"port {port}", f"requirepass {password}", 'save ""', "appendonly no"]
    with (home / "redis.log").open("ab") as log:
        process = subprocess.Popen([program, "-"], stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=home)  # noqa: S603
    assert process.stdin is not None
    with process.stdin as configuration:
        configuration.write("\n".join(lines).encode())
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    with Redis.from_url(url, retry=Retry(ConstantBackoff(0.1), 100), retry_on_error=[NotThere]) as client:
        assert client.ping()
    assert process.poll() is None
