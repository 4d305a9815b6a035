"""Let the server's user pass a closed directory, and nobody else: one entry in a POSIX ACL, never a chmod."""

from __future__ import annotations

import os
import stat
import struct
from pathlib import Path

from deployments.local.postgres.system_user import ServerUser
from deployments.local.program import run_program
from deployments.local.words import StartRefused, Tell, Words

_ATTRIBUTE = "system.posix_acl_access"
# The kernel's format (linux/posix_acl_xattr.h): version 2, then (tag, permission bits, id), little-endian.
_VERSION = 2
_HEADER = struct.Struct("<I")
_ENTRY = struct.Struct("<HHI")
_NO_ID = 0xFFFFFFFF
_USER_OBJ, _USER, _GROUP_OBJ, _GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_MASKED = {_USER, _GROUP_OBJ, _GROUP}
_PASS = 1


def can_reach(user: ServerUser, path: Path, test: str = "-x") -> bool:
    """Whether the user can use `path` (`-x`, `-r`); asks the kernel as that user."""
    answer = run_program(
        ["/bin/sh", "-c", 'test "$1" "$2"', "sh", test, path], credentials=user.credentials()
    )
    return answer.returncode == 0


def grant_passage(user: ServerUser, directory: Path, tell: Tell) -> None:
    """Make every directory down to `directory` passable for the user.

    Raises StartRefused naming the directory whose file system knows no access list.
    """
    if not user.switch:
        return
    for step in [*reversed(directory.parents), directory]:
        if can_reach(user, step):
            continue
        try:
            _add_entry(step, user.uid)
        except (OSError, AttributeError) as error:  # AttributeError: not on macOS
            raise _refusal(step, user) from error
        if not can_reach(user, step):
            raise _refusal(step, user)
        tell(
            Words(
                f"{step}: Der Benutzer {user.name} darf das Verzeichnis durchqueren (Zugriffsliste), sonst "
                "niemand.",
                f"{step}: the user {user.name} may pass through the directory (access list), nobody else.",
            )
        )


def _refusal(directory: Path, user: ServerUser) -> StartRefused:
    return StartRefused(
        Words(
            f"Das Verzeichnis {directory} ist für den Datenbank-Benutzer {user.name} verschlossen, und das "
            "Dateisystem nimmt keine Zugriffsliste an. Wählen Sie mit MELDEWEG_HOME ein anderes "
            "Verzeichnis, etwa /var/lib/meldeweg.",
            f"The directory {directory} is closed to the database user {user.name} and its file system "
            "takes no access list. Choose another directory with MELDEWEG_HOME, such as /var/lib/meldeweg.",
        )
    )


def _add_entry(directory: Path, uid: int) -> None:
    """Others keep exactly what they may do today: what the old mask held back is held back for good."""
    entries = _read_entries(directory)
    old_mask = next((bits for tag, bits, _ in entries if tag == _MASK), 7)
    kept = [
        (tag, bits & old_mask if tag in _MASKED else bits, who)
        for tag, bits, who in entries
        if tag != _MASK and (tag, who) != (_USER, uid)
    ]
    kept.append((_USER, _PASS, uid))
    mask = 0
    for tag, bits, _ in kept:
        if tag in _MASKED:
            mask |= bits
    kept.append((_MASK, mask, _NO_ID))
    packed = b"".join(_ENTRY.pack(*entry) for entry in sorted(kept, key=lambda entry: (entry[0], entry[2])))
    os.setxattr(directory, _ATTRIBUTE, _HEADER.pack(_VERSION) + packed)


def _read_entries(directory: Path) -> list[tuple[int, int, int]]:
    try:
        raw = os.getxattr(directory, _ATTRIBUTE)
    except OSError:
        mode = stat.S_IMODE(directory.stat().st_mode)
        return [
            (_USER_OBJ, mode >> 6 & 7, _NO_ID),
            (_GROUP_OBJ, mode >> 3 & 7, _NO_ID),
            (_OTHER, mode & 7, _NO_ID),
        ]
    return list(_ENTRY.iter_unpack(raw[_HEADER.size :]))
