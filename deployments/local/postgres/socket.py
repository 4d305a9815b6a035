"""Directory of the unix socket; the only way into the embedded server."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from deployments.local.postgres.system_user import ServerUser
from deployments.local.words import StartRefused, Words

# sun_path holds 108 bytes on Linux and 104 on macOS, with the final NUL.
_LONGEST = 103
_SOCKET = ".s.PGSQL.5432"


def provide_socket_directory(home: Path, user: ServerUser) -> Path:
    """`<home>/postgresql/socket`, or a short path named by a hash when that is too long. Mode 0700."""
    directory = home / "postgresql" / "socket"
    if len(os.fsencode(directory / _SOCKET)) > _LONGEST:
        directory = _short_directory(home)
    try:
        directory.mkdir(mode=0o700)
        user.own(directory)
    except FileExistsError:
        _check_ours(directory, user)
    return directory


def _short_directory(home: Path) -> Path:
    name = f"meldeweg-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    for base in (Path("/run"), Path(runtime) if runtime else None, Path("/tmp")):  # noqa: S108 (checked below)
        if base and base.is_dir() and os.access(base, os.W_OK | os.X_OK):
            return base / name
    raise StartRefused(
        Words(
            f"Der Pfad {home} ist zu lang für die Datenbank-Verbindung (höchstens {_LONGEST} Zeichen).",
            f"The path {home} is too long for the database connection (at most {_LONGEST} characters).",
        )
    )


def _check_ours(directory: Path, user: ServerUser) -> None:
    """Somebody else may have made the directory first in a place that everybody can write to."""
    found = directory.lstat()
    if os.geteuid() == 0 and stat.S_ISDIR(found.st_mode) and found.st_uid in {0, user.uid}:
        user.own(directory)
        directory.chmod(0o700)
        return
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.uid:
        raise StartRefused(
            Words(
                f"{directory} gehört einem anderen Benutzer und wird nicht verwendet. Entfernen Sie es.",
                f"{directory} belongs to another user and is not used. Remove it.",
            )
        )
    directory.chmod(0o700)
