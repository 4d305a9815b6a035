"""How the process of a simulation waits for its database: by itself, for nothing else happens in it."""

from __future__ import annotations

from typing import TypeVar

import psycopg
from psycopg import waiting
from psycopg.abc import PQGen
from psycopg.rows import TupleRow

RV = TypeVar("RV")

_INTERVAL_S = 1.0


class WaitingConnection(psycopg.AsyncConnection[TupleRow]):
    """Never gives way to other coroutines while the server works: no round of the event loop for each answer.

    So what is gathered happens one after the other, always in the same order.
    """

    async def wait(
        self,
        gen: PQGen[RV],
        interval: float = _INTERVAL_S,
        timeout: float | None = None,  # noqa: ASYNC109  the driver's own signature
    ) -> RV:
        return waiting.wait(gen, self.pgconn.socket, interval=interval, timeout=timeout)
