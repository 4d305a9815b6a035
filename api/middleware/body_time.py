"""A body arrives within its time or not at all: a trickle would hold the connection for ever."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer_wording
from api.wording import TOO_SLOW


class _BodyTooSlow(Exception):
    pass


class BodyTime:
    def __init__(self, app: ASGIApp, *, within_s: float) -> None:
        self.app = app
        self.within_s = within_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + self.within_s
        arrived = started = False

        async def receive_in_time() -> Message:
            nonlocal arrived
            if arrived:
                return await receive()  # waits for the client to hang up: that may take what it takes
            try:
                async with asyncio.timeout_at(ends_at):
                    message = await receive()
            except TimeoutError:
                if started:
                    return {"type": "http.disconnect"}  # refused before: what still comes is not waited for
                raise _BodyTooSlow from None
            arrived = not message.get("more_body", False)
            return message

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive_in_time, send_noted)
        except _BodyTooSlow:
            response = answer_wording(scope, 408, TOO_SLOW, headers={"Connection": "close"})
            await response(scope, receive, send)
