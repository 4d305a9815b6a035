"""Roles and databases of the embedded server, each role with a random password of its own."""

from __future__ import annotations

import psycopg
from psycopg import sql

OWNER_ROLE = "meldeweg_owner"
APP_ROLE = "meldeweg_app"
PREFECT_ROLE = "meldeweg_prefect"

APPLICATION_DATABASE = "meldeweg"
PREFECT_DATABASE = "prefect"

Connection = psycopg.Connection[tuple[object, ...]]


def lay_out_databases(superuser_url: str, passwords: dict[str, str]) -> None:
    """Roles, databases and Prefect's extension; what is there already stays. May run at every start."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for role, password in passwords.items():
            _keep_role(connection, role, password)
        for name, owner in ((APPLICATION_DATABASE, OWNER_ROLE), (PREFECT_DATABASE, PREFECT_ROLE)):
            if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", name):
                add_database(connection, name, owner, template=None)
            close_to_others(connection, name, owner)
    with psycopg.connect(superuser_url, dbname=PREFECT_DATABASE, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def add_database(connection: Connection, name: str, owner: str, *, template: str | None) -> None:
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(owner), sql.Identifier(template or "template1")
        )
    )


def close_to_others(connection: Connection, name: str, owner: str) -> None:
    """Only the owner, and for its databases the application, may connect; a template brings no rights."""
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    if owner == OWNER_ROLE:
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                sql.Identifier(name), sql.Identifier(APP_ROLE)
            )
        )


def _keep_role(connection: Connection, role: str, password: str) -> None:
    exists = _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role)
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
            sql.SQL("ALTER" if exists else "CREATE"), sql.Identifier(role), sql.Literal(password)
        )
    )


def _exists(connection: Connection, query: str, name: str) -> bool:
    return connection.execute(query, (name,)).fetchone() is not None
