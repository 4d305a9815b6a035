"""Where this installation keeps its data."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """`MELDEWEG_HOME`, else /var/lib/meldeweg as root and the user's data directory otherwise.

    As root never below the home directory: the database server runs as a user of its own and must be able
    to pass every parent (PostgreSQL refuses to run as root).
    """
    given = os.environ.get("MELDEWEG_HOME")
    if given:
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/meldeweg")
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser().absolute() / "meldeweg"


def secrets_directory() -> Path:
    """Directory of secret files: the service manager's credentials when given, else `secrets/` at home."""
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(given) if given else home() / "secrets"


def prefect_results_directory() -> Path:
    """Where Prefect would put results; nothing of ours is ever persisted there."""
    return home() / "prefect-results"
