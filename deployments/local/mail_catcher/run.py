"""Both sides of the mail catcher in one process, on loopback only."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from deployments.local.mail_catcher.mailbox import Mailbox
from deployments.local.mail_catcher.receiver import open_receiver
from deployments.local.mail_catcher.web import create_web

_HOST = "127.0.0.1"


async def catch_mails(directory: Path, *, mail_port: int, web_port: int, kept: int) -> None:
    """Until SIGINT or SIGTERM. Raises OSError when the mail port is taken."""
    mailbox = Mailbox(directory, kept=kept)
    web = uvicorn.Server(
        uvicorn.Config(
            create_web(mailbox),
            host=_HOST,
            port=web_port,
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
    )
    receiver = await open_receiver(mailbox, _HOST, mail_port)
    try:
        await web.serve()
    finally:
        receiver.close()
