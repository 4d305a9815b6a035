"""Who acts on the command line: the audit log records the system user too."""

from __future__ import annotations

import getpass

from models.audit import Actor
from models.vocabulary import ActorKind


def command_line_actor(officer_id: str = "") -> Actor:
    """The officer named, by way of the system user; without one the command line itself."""
    try:
        system_user = getpass.getuser()
    except (KeyError, OSError):
        system_user = "unknown"
    if officer_id:
        return Actor(ActorKind.OFFICER, officer_id, system_user)
    return Actor(ActorKind.COMMAND_LINE, "", system_user)
