"""`meldeweg alive`: the health check of a container or a watchdog on one machine."""

from __future__ import annotations

from enum import StrEnum

import typer


class LongLived(StrEnum):
    DISPATCHER = "dispatcher"
    DELIVERY = "delivery"


def alive(process: LongLived) -> None:
    """Lebt dieser Prozess auf diesem Rechner? / Does this process live on this machine? Status 1: no."""
    import asyncio
    import socket

    from deployments.doctor.queues import LIVES
    from models.clock import utc_now
    from models.database import Database
    from models.errors import MeldewegError
    from models.store.heartbeats import find_last_heartbeat

    async def lives() -> bool:
        database = Database.from_settings()
        try:
            async with database.transaction() as session:
                beat_at = await find_last_heartbeat(
                    session, process.value, host=socket.gethostname(), now=utc_now()
                )
        finally:
            await database.close()
        return beat_at is not None and utc_now() - beat_at <= LIVES

    try:
        found = asyncio.run(lives())
    except (LookupError, MeldewegError) as error:
        typer.echo(f"{process.value}: unbekannt / unknown ({type(error).__name__})")
        raise typer.Exit(1) from None
    typer.echo(f"{process.value}: {'lebt / lives' if found else 'kein Lebenszeichen / no sign of life'}")
    raise typer.Exit(0 if found else 1)
