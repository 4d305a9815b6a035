"""A sign of life to somebody outside, who alarms when it falls silent, also when this machine is gone."""

from __future__ import annotations

import httpx
import structlog
from pydantic import SecretStr

PATIENCE_S = 5.0

_log = structlog.get_logger(__name__)


async def ping_dead_man(url: SecretStr | None) -> bool:
    """Ask for the address, sending nothing but the question. A failure is logged and hinders nobody."""
    if url is None:
        return False
    try:
        async with httpx.AsyncClient(timeout=PATIENCE_S, follow_redirects=False) as client:
            answer = await client.get(url.get_secret_value())
            answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # The address is a secret, and the error's text holds it.
        _log.warning("dead-man address not reached", code=type(error).__name__)
        return False
    return True
