"""No request line and headers above the bound.

The server refuses them while they arrive; what came in one piece with their end it lets through.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import answer_wording
from api.wording import HEADERS_TOO_LARGE


class HeaderLimit:
    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _count_bytes(scope) <= self.max_bytes:
            await self.app(scope, receive, send)
            return
        wording = HEADERS_TOO_LARGE.filled(kib=self.max_bytes // 1024)
        response = answer_wording(scope, 431, wording, headers={"Connection": "close"})
        await response(scope, receive, send)


def _count_bytes(scope: Scope) -> int:
    """As they are on the wire: `: ` and the end of line with each header."""
    target = len(scope.get("raw_path") or b"") + len(scope["query_string"])
    return target + sum(len(name) + len(value) + 4 for name, value in scope["headers"])
