"""The outbox swept by hand or by schedule; the delivery process does the same all the time."""

from __future__ import annotations

import os
import socket

from models.installation import current_installation
from tasks.delivery.send_notices import send_notices
from tasks.step import step


@step("wartende Benachrichtigungen zustellen")
async def deliver_notices() -> int:
    """Send until nothing is left that may be sent now; answers how many notices were taken."""
    place = current_installation()
    holder = f"sweep {socket.gethostname()} {os.getpid()}"
    taken = 0
    while batch := await send_notices(place, holder=holder):
        taken += batch
    return taken
