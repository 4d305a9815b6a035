"""The SMTP side: takes everything, forwards nothing."""

from __future__ import annotations

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session

from deployments.local.mail_catcher.mailbox import Mailbox
from models.clock import utc_now

MAX_BYTES = 33_554_432


class _Catch:
    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 (the name aiosmtpd calls)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        recipients = [str(address) for address in envelope.rcpt_tos]
        try:
            await asyncio.to_thread(
                self.mailbox.keep, content, envelope.mail_from or "", recipients, now=utc_now()
            )
        except OSError:
            return "452 4.3.1 Insufficient system storage"
        return "250 2.0.0 Caught"


async def open_receiver(mailbox: Mailbox, host: str, port: int) -> asyncio.Server:
    """Listen for mail; the caller closes the server."""
    handler = _Catch(mailbox)
    return await asyncio.get_running_loop().create_server(
        lambda: SMTP(
            handler,
            hostname="mail-catcher.localhost",
            ident="Meldeweg mail catcher",
            data_size_limit=MAX_BYTES,
            enable_SMTPUTF8=True,
        ),
        host,
        port,
    )
