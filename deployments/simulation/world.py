"""An installation for the simulation alone: throw-away database, drawn key, moved clock, no settings."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deployments.local.postgres import RunningPostgres
    from deployments.simulation.agenda import MovedClock
    from models.installation import Installation
    from models.policy import Policy

DRIVER = "postgresql+psycopg"
_OURS = ("PREFECT_", "MELDEWEG_", "DATABASE_", "CREDENTIALS_")


@contextlib.contextmanager
def own_surroundings() -> Iterator[Path]:
    """A home that is gone afterwards, and no setting of the installation on this machine."""
    kept = dict(os.environ)
    home = Path(tempfile.mkdtemp(prefix="meldeweg-simulation-"))
    home.chmod(0o711)  # the database server's own user has to pass, also when this runs as root
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    os.environ |= {
        "MELDEWEG_HOME": str(home),
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    try:
        yield home
    finally:
        os.environ.clear()
        os.environ |= kept
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def own_server(home: Path) -> Iterator[RunningPostgres]:
    """Not durable: what is lost with the machine's power is only a simulation. From the main thread alone."""
    from deployments.local.postgres import THROW_AWAY, start_postgres

    # Room to write without checkpoints: nothing is ever recovered from this log.
    settings = {**THROW_AWAY, "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "4GB"}
    with start_postgres(home, settings=settings) as postgres:
        yield postgres


@contextlib.asynccontextmanager
async def open_world(
    postgres: RunningPostgres, policy: Policy, clock: MovedClock
) -> AsyncIterator[tuple[Installation, str]]:
    """The policy is in force from the clock's moment on; the second value is the database's address.

    Raises `PolicyRefused` when the policy fails its check.
    """
    from deployments.local.postgres import APP_ROLE, OWNER_ROLE
    from deployments.simulation.connection import WaitingConnection
    from models.actions.activate_policy import activate_policy
    from models.audit import SYSTEM
    from models.database import Database
    from models.installation import Installation, use_installation
    from models.migrations import upgrade
    from models.sealing import MasterKey
    from models.sealing.master_key import KEY_BYTES

    name = f"simulation_{secrets.token_hex(6)}"
    postgres.create_database(name)
    try:
        upgrade(postgres.url_of(name, OWNER_ROLE, scheme=DRIVER), application_role=APP_ROLE)
        database = Database(
            postgres.url_of(name, scheme=DRIVER),
            statement_timeout_ms=60_000,
            connection=WaitingConnection,
            outlives_server=False,
        )
        place = Installation(database, MasterKey(secrets.token_bytes(KEY_BYTES)), clock)
        use_installation(place)
        try:
            await activate_policy(place, policy, actor=SYSTEM, now=clock())
            yield place, postgres.url_of(name)
        finally:
            use_installation(None)
            await place.close()
    finally:
        postgres.drop_database(name)
