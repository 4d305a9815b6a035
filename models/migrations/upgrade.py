"""Bring a database to a revision and give the application's role exactly the rights it needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

# One upgrade at a time, whoever starts it: two processes of a new version may start together.
_UPGRADE_LOCK = 6_350_914_271

UNCHANGEABLE = (
    "audit_entry",
    "policy_version",
    "report",
    "added_answers",
    "severity_verdict",
    "case_action",
    "deadline_firing",
    "notice_attempt",
)


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def upgrade(owner_url: str, *, application_role: str | None = None, revision: str = "head") -> None:
    """Run all migrations up to `revision` in one transaction.

    `application_role` is the role the processes log in with; None when it is the owner itself.
    """
    engine = create_engine(owner_url, hide_parameters=True)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            if application_role is not None and revision == "head":
                _grant_rights(connection, application_role)
    finally:
        engine.dispose()


def current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if head is None:
        raise LookupError("there is no migration")
    return head


def _grant_rights(connection: Connection, role: str) -> None:
    """Read and write everywhere, but nothing that is written once may be changed or deleted by this role."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    for statement in (
        f"GRANT USAGE ON SCHEMA public, keystore TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA keystore TO {quoted}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {quoted}",
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {quoted}" for table in UNCHANGEABLE),
    ):
        connection.execute(text(statement))
