"""Roles and databases on a PostgreSQL server of the municipality's own, laid out like the embedded one's."""

from __future__ import annotations

import os

import psycopg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from deployments.local.postgres.databases import (
    APP_ROLE,
    APPLICATION_DATABASE,
    OWNER_ROLE,
    PREFECT_DATABASE,
    PREFECT_ROLE,
    lay_out_databases,
)
from deployments.local.words import Words
from models.settings import DatabaseSettings
from models.settings.paths import secrets_directory


class PreparationRefused(Exception):
    """An address is missing or is not one of the three roles', or the server refuses."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def prepare_databases() -> None:
    """Raises PreparationRefused. May run at every start."""
    settings = DatabaseSettings()
    try:
        given = {
            OWNER_ROLE: (make_url(settings.migration_url()), APPLICATION_DATABASE),
            APP_ROLE: (make_url(settings.application_url()), APPLICATION_DATABASE),
            PREFECT_ROLE: (
                _find_url("PREFECT_SERVER_DATABASE_CONNECTION_URL", "prefect_database_url"),
                PREFECT_DATABASE,
            ),
        }
        superuser = _find_url("DATABASE_SUPERUSER_URL", "database_superuser_url")
    except (LookupError, ArgumentError) as error:
        text = str(error) if isinstance(error, LookupError) else "no address of a database"
        raise PreparationRefused(Words(f"Es fehlt eine Adresse: {text}.", f"Missing: {text}.")) from None
    passwords = {role: _password_of(role, url, database) for role, (url, database) in given.items()}
    try:
        lay_out_databases(
            superuser.set(drivername="postgresql").render_as_string(hide_password=False), passwords
        )
    except psycopg.Error as error:
        kind = type(error).__name__
        raise PreparationRefused(
            Words(f"PostgreSQL lehnt ab oder antwortet nicht ({kind}).", f"PostgreSQL refuses ({kind}).")
        ) from None


def _find_url(variable: str, file: str) -> URL:
    path = secrets_directory() / file
    given = os.environ.get(variable) or (path.read_text(encoding="utf-8") if path.is_file() else "")
    if not given.strip():
        raise LookupError(f"{variable} / {file}")
    return make_url(given.strip())


def _password_of(role: str, url: URL, database: str) -> str:
    """The rights of this version are written for these names."""
    if url.username != role or url.database != database or not url.password:
        raise PreparationRefused(
            Words(
                f"Die Adresse muss die Rolle {role} mit Kennwort und die Datenbank {database} nennen.",
                f"The address must name the role {role} with a password and the database {database}.",
            )
        )
    return url.password
