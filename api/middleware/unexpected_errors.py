"""The last net: an answer with a number to ask about, and a log line without data."""

from __future__ import annotations

import secrets
import traceback

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer_wording
from api.wording import BROKEN

_log = structlog.get_logger("api")


class UnexpectedErrors:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except ClientDisconnect:
            return  # nobody is there to be answered
        except Exception as error:  # noqa: BLE001 the net below all handlers; the server would log the message
            incident = secrets.token_hex(4)
            _log.error("unexpected_error", incident=incident, error=type(error).__name__, where=_where(error))
            if started:
                raise ConnectionAbortedError("answer cut short") from None
            response = answer_wording(scope, 500, BROKEN.filled(incident=incident), incident=incident)
            await response(scope, receive, send)


def _where(error: Exception) -> list[str]:
    """Places alone: messages and source lines can quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
