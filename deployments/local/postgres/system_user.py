"""The user the server runs as: PostgreSQL refuses root."""

from __future__ import annotations

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from deployments.local.program import Credentials, run_program
from deployments.local.words import StartRefused, Tell, Words

USER_NAME = "meldeweg-postgres"


@dataclass(frozen=True)
class ServerUser:
    """`switch` is true when we are root and the server's processes change to `uid`."""

    name: str
    uid: int
    gid: int
    switch: bool

    def credentials(self) -> Credentials:
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a file or directory to the server's user; nothing to do without a switch."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def choose_server_user(data: Path, tell: Tell) -> ServerUser:
    """Ourselves, or as root the owner of an existing data directory, an own system user, or nobody.

    Raises StartRefused when the data directory belongs to somebody we cannot become.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in {None, os.geteuid()}:
            raise StartRefused(
                Words(
                    f"Die Datenbank in {data} gehört einem anderen Benutzer ({_name_of(owner)}). Starten "
                    "Sie als dieser Benutzer oder wählen Sie mit MELDEWEG_HOME ein anderes Verzeichnis.",
                    f"The database in {data} belongs to another user ({_name_of(owner)}). Start as that "
                    "user or choose another directory with MELDEWEG_HOME.",
                )
            )
        return ServerUser(_name_of(os.geteuid()), os.geteuid(), os.getegid(), switch=False)
    if owner:
        return _switch_to(_entry_of(owner) or ("", owner, data.stat().st_gid))
    return _switch_to(_find_user(USER_NAME) or _create_user(tell) or _nobody(tell))


def _switch_to(entry: tuple[str, int, int]) -> ServerUser:
    name, uid, gid = entry
    return ServerUser(name or str(uid), uid, gid, switch=True)


def _find_user(name: str) -> tuple[str, int, int] | None:
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return found.pw_name, found.pw_uid, found.pw_gid


def _entry_of(uid: int) -> tuple[str, int, int] | None:
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        return None
    return found.pw_name, found.pw_uid, found.pw_gid


def _name_of(uid: int | None) -> str:
    entry = _entry_of(uid) if uid is not None else None
    return entry[0] if entry else str(uid)


def _create_user(tell: Tell) -> tuple[str, int, int] | None:
    command = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if command is None:
        return None
    made = run_program(
        [command, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", USER_NAME]
    )  # fmt: skip
    found = _find_user(USER_NAME)
    if made.returncode == 0 and found:
        tell(
            Words(
                f"Systembenutzer {USER_NAME} angelegt: PostgreSQL läuft nicht als root.",
                f"System user {USER_NAME} created: PostgreSQL does not run as root.",
            )
        )
    return found


def _nobody(tell: Tell) -> tuple[str, int, int]:
    found = _find_user("nobody")
    if found is None:
        raise StartRefused(
            Words(
                f"PostgreSQL läuft nicht als root, und der Benutzer {USER_NAME} lässt sich nicht anlegen. "
                "Legen Sie ihn an oder starten Sie als gewöhnlicher Benutzer.",
                f"PostgreSQL does not run as root and the user {USER_NAME} cannot be created. Create it or "
                "start as an ordinary user.",
            )
        )
    tell(
        Words(
            f"Der Benutzer {USER_NAME} lässt sich nicht anlegen; PostgreSQL läuft als nobody.",
            f"The user {USER_NAME} cannot be created; PostgreSQL runs as nobody.",
        )
    )
    return found
