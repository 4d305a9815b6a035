"""Connection addresses of the embedded server and the secret files that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from deployments.local.postgres.cluster import SUPERUSER
from deployments.local.postgres.databases import (
    APP_ROLE,
    APPLICATION_DATABASE,
    OWNER_ROLE,
    PREFECT_DATABASE,
    PREFECT_ROLE,
)
from deployments.local.secret_file import find_secret, write_secret


@dataclass(frozen=True)
class _Address:
    role: str
    database: str
    file: str
    scheme: str = "postgresql"


ADDRESSES = (
    _Address(APP_ROLE, APPLICATION_DATABASE, "database_url"),
    _Address(OWNER_ROLE, APPLICATION_DATABASE, "database_owner_url"),
    _Address(PREFECT_ROLE, PREFECT_DATABASE, "prefect_database_url", "postgresql+asyncpg"),
    _Address(SUPERUSER, "postgres", "database_superuser_url"),
)


def build_url(role: str, password: str, database: str, *, socket: Path, scheme: str = "postgresql") -> str:
    return f"{scheme}://{role}:{password}@/{database}?host={quote(str(socket), safe='/')}"


def read_passwords(secrets: Path) -> dict[str, str]:
    """Passwords by role, of the roles whose file is there."""
    found = {}
    for address in ADDRESSES:
        url = find_secret(secrets / address.file)
        password = urlsplit(url).password if url else None
        if password:
            found[address.role] = unquote(password)
    return found


def write_addresses(secrets: Path, passwords: dict[str, str], socket: Path) -> dict[str, str]:
    """Write each role's file when it changed; answers the addresses by role."""
    urls = {}
    for address in ADDRESSES:
        url = build_url(
            address.role, passwords[address.role], address.database, socket=socket, scheme=address.scheme
        )
        urls[address.role] = url
        if find_secret(secrets / address.file) != url:
            write_secret(secrets / address.file, url)
    return urls
