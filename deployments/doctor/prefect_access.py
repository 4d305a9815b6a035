"""Where Prefect's server is and how to log in: this process's settings, else those of the local stack."""

from __future__ import annotations

import os
from dataclasses import dataclass

from deployments.local.secret_file import find_secret
from models.settings.local import LocalSettings
from models.settings.paths import home, secrets_directory


@dataclass(frozen=True, slots=True)
class PrefectAccess:
    """`login` is `user:password`, empty without one."""

    url: str
    login: str


def find_prefect_access() -> PrefectAccess:
    login = os.environ.get("PREFECT_API_AUTH_STRING")
    if login is None:
        login = find_secret(secrets_directory() / "prefect_auth_string")
    if login is None:
        password = find_secret(home() / "secrets" / "prefect_password")
        login = f"admin:{password}" if password else ""
    url = os.environ.get("PREFECT_API_URL") or f"http://127.0.0.1:{LocalSettings().prefect_port}/api"
    return PrefectAccess(url.rstrip("/"), login)
