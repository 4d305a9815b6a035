"""One client's connection, bounded in every phase: uvicorn itself bounds idle keep-alive alone.

Whoever trickles headers, never reads the answer or opens very many connections is let go, so that others
are served. How long the body of a request may take is the application's to say, which can answer in words
(`api/middleware/body_time.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum
from ipaddress import ip_address
from typing import Any, ClassVar

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from api.errors import RETRY_AFTER_S, answer_wording, with_telephone
from api.wording import HEADERS_TOO_LARGE, TOO_BUSY, TOO_SLOW, Wording
from models.settings.web import ConnectionSettings

# Up to this many times the bound a client is told why; above it even that would cost too much.
_TOLD_WHY_TIMES = 2
# A refused client that is still sending would see a reset instead of the answer if we closed at once.
_LINGER_S = 2.0
# Uvicorn closes an idle connection itself; what is still open so long after that does not read the answer.
_UNREAD_S = 10.0


class _Phase(Enum):
    HEAD = "request line and headers are awaited"
    EXCHANGE = "the request is being read, handled or answered"
    IDLE = "answered, kept open for a next request"
    REFUSED = "told why, about to be closed"


class BoundedConnection(H11Protocol):
    bounds: ClassVar[ConnectionSettings]

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._phase = _Phase.HEAD
        self._timer: asyncio.TimerHandle | None = None
        self._heard = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        crowd = self._measure_crowd()
        if crowd > _TOLD_WHY_TIMES:
            transport.abort()
            return
        if crowd > 1:
            self.app = _answer_too_busy
        self._enter(_Phase.HEAD, self.bounds.head_s, self._end_late_head)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._phase is _Phase.REFUSED:
            return
        if self._phase is _Phase.IDLE:
            self._enter(_Phase.HEAD, self.bounds.head_s, self._end_late_head)
        self._heard = True
        super().data_received(data)

    def handle_events(self) -> None:
        before = self.cycle
        super().handle_events()
        if self.cycle is not before and not self.cycle.response_complete:
            self._enter(_Phase.EXCHANGE, self.bounds.exchange_s, self.transport.abort)

    def on_response_complete(self) -> None:
        self._heard = False
        self._enter(_Phase.IDLE, self.bounds.keep_alive_s + _UNREAD_S, self.transport.abort)
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        if len(self.conn.trailing_data[0]) > self.bounds.max_header_bytes:
            kib = self.bounds.max_header_bytes // 1024
            self._refuse(431, HEADERS_TOO_LARGE.filled(kib=kib))
        else:
            super().send_400_response(msg)

    def _measure_crowd(self) -> float:
        """The open connections against their bound, of all and of this address; above 1 is too many."""
        crowd = len(self.connections) / self.bounds.max_connections
        if self.client is None or any(ip_address(self.client[0]) in one for one in self.bounds.proxies):
            return crowd
        clients = [one.client for one in self.connections if isinstance(one, H11Protocol) and one.client]
        same = sum(address == self.client[0] for address, _ in clients)
        return max(crowd, same / self.bounds.max_connections_per_address)

    def _enter(self, phase: _Phase, within_s: float, otherwise: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._phase = phase
        self._timer = self.loop.call_later(within_s, otherwise)

    def _end_late_head(self) -> None:
        """Who said nothing is not answered: browsers open connections in advance."""
        if self._heard:
            self._refuse(408, TOO_SLOW)
        else:
            self.transport.abort()

    def _refuse(self, status: int, wording: Wording) -> None:
        """Without a whole request nobody knows which language or format is wanted: both, as plain text."""
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.abort()
            return
        body = f"{wording.de}\n\n{wording.en}\n".encode()
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ]
        response = h11.Response(status_code=status, headers=headers)
        for event in (response, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.write_eof()
        self._enter(_Phase.REFUSED, _LINGER_S, self.transport.abort)


async def _answer_too_busy(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"Connection": "close", "Retry-After": str(RETRY_AFTER_S)}
    response = answer_wording(scope, 503, with_telephone(TOO_BUSY), headers=headers)
    await response(scope, receive, send)
