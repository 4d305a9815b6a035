"""The engine, the transaction and the only commit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import StoreUnavailable
from models.settings import DatabaseSettings

# Class 53 of the SQLSTATE codes: insufficient resources (disk full, out of memory, too many connections).
_OUT_OF_ROOM = "53"
# Class 22: data exceptions, whose text quotes the value that was refused.
_BAD_VALUE = "22"
# Statements a connection keeps prepared. The driver's own 100 are fewer than a dispatcher has, and one that
# is thrown out before it comes again is parsed and planned each time.
_PREPARED_AT_MOST = 400


class Database:
    """One PostgreSQL database. A `transaction` commits on leaving and rolls back on any error."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 5,
        pool_overflow: int = 10,
        connect_timeout_s: int = 5,
        statement_timeout_ms: int = 15_000,
        connection: type[psycopg.AsyncConnection[Any]] = psycopg.AsyncConnection,
        outlives_server: bool = True,
    ) -> None:
        """`outlives_server` False: nobody restarts it meanwhile, so no connection is tried before its use."""
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_overflow,
            pool_pre_ping=outlives_server,
            pool_timeout=connect_timeout_s,
            # Parameters are report data and references: they must not reach an error message.
            hide_parameters=True,
            connect_args={
                "async_creator_fn": connection.connect,
                "connect_timeout": connect_timeout_s,
                "application_name": "meldeweg",
                "options": f"-c statement_timeout={statement_timeout_ms} -c timezone=UTC",
            },
        )
        event.listen(self.engine.sync_engine, "handle_error", _forget_values)
        event.listen(self.engine.sync_engine, "connect", _keep_prepared)

    @classmethod
    def from_settings(cls, settings: DatabaseSettings | None = None) -> Database:
        settings = settings or DatabaseSettings()
        return cls(
            settings.application_url(),
            pool_size=settings.pool_size,
            pool_overflow=settings.pool_overflow,
            connect_timeout_s=settings.connect_timeout_s,
            statement_timeout_ms=settings.statement_timeout_ms,
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction.

        Raises `StoreUnavailable` when the database is away or full; nothing of the transaction is kept then.
        """
        try:
            async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            raise StoreUnavailable(_reason(error)) from None
        except DBAPIError as error:
            if _sqlstate(error).startswith(_OUT_OF_ROOM) or error.connection_invalidated:
                raise StoreUnavailable(_reason(error)) from None
            raise
        except (psycopg.OperationalError, OSError) as error:
            raise StoreUnavailable(type(error).__name__) from None

    async def check_reachable(self) -> None:
        """Raises `StoreUnavailable` when a trivial question is not answered."""
        async with self.transaction() as session:
            await session.exec(text("SELECT 1"))  # type: ignore[call-overload]

    async def close(self) -> None:
        await self.engine.dispose()


def _keep_prepared(connection: Any, _record: object) -> None:
    connection.driver_connection.prepared_max = _PREPARED_AT_MOST


def _forget_values(context: ExceptionContext) -> None:
    """Keep what the server says about names, drop what it quotes from rows.

    The detail of a broken constraint is "Key (…)=(…)" or "Failing row contains (…)", and an exception's text
    ends up in logs. Both exceptions are changed in place, for a traceback shows the cause too.
    """
    refusal, error = context.original_exception, context.sqlalchemy_exception
    if not isinstance(refusal, psycopg.Error) or refusal.sqlstate is None:
        return
    told = None if refusal.sqlstate.startswith(_BAD_VALUE) else refusal.diag.message_primary
    refusal.args = (f"{refusal.sqlstate} {told or type(refusal).__name__}",)
    if error is not None:
        error.args = (f"({type(refusal).__name__}) {refusal}",)


def _sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _reason(error: Exception) -> str:
    """A code for the log; the driver's own text can quote data."""
    state = _sqlstate(error) if isinstance(error, DBAPIError) else ""
    return f"{type(error).__name__} {state}".strip()
