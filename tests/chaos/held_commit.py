"""The commit of the second step waits for a lock the test holds: nobody has to be quick or to sleep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from deployments.local.postgres import OWNER_ROLE, RunningPostgres

HOLD_UP = """
CREATE FUNCTION hold_up_second_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.event = 'office_assigned' THEN PERFORM pg_advisory_xact_lock(4711); END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hold_up AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION hold_up_second_step();
"""
HELD_UP = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted"
CUT_OFF = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted
"""


@contextmanager
def holding_up(postgres: RunningPostgres, database: str) -> Iterator[psycopg.Connection[tuple[int]]]:
    """Every commit of a second step waits until this connection lets go of its lock."""
    with psycopg.connect(postgres.url_of(database, OWNER_ROLE), autocommit=True) as owner:
        owner.execute(HOLD_UP)
        owner.execute("SELECT pg_advisory_lock(4711)")
        yield owner
