"""The only place that opens SMTP: one conversation, driven step by step, one recipient a mail.

`aiosmtplib.send()` cannot tell a connection lost before the mail was accepted from one lost afterwards;
here every step is taken alone, so that each end is certain or said to be uncertain.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import aiosmtplib

from models.settings.mail import Relay, TlsPolicy
from notifications.addresses import check_address
from notifications.mail_message import build_message, check_content, message_id_for
from notifications.outcomes import (
    Delivered,
    MailOutcome,
    Problem,
    RelayMisconfigured,
    Stage,
    judge_reply,
    judge_silence,
    safe_reply,
)
from notifications.relay_access import build_tls_context, check_plaintext_allowed, read_password

__all__ = ["RelayConnection", "build_message", "deliver", "message_id_for", "open_relay"]

_T = TypeVar("_T")
# A relay may scan a mail before it answers for it (RFC 5321 section 4.5.3.2.6 allows minutes).
_CONTENT_PATIENCE = 3
_TOTAL_PATIENCE = 5
_GOODBYE_S = 2.0
_FAILURES = (aiosmtplib.SMTPException, OSError, ValueError)
_LEADING_DOT = re.compile(rb"(?m)^\.")


@asynccontextmanager
async def open_relay(relay: Relay) -> AsyncIterator[RelayConnection]:
    """A connection for several mails; `MailUnavailable` when the relay cannot be reached or used."""
    connection = RelayConnection(relay)
    try:
        await connection.connect()
        yield connection
        await connection.say_goodbye()
    finally:
        connection.abort()


async def deliver(raw: bytes, *, sender: str, recipient: str, relay: Relay) -> Delivered:
    """One mail over a connection of its own; ends as `RelayConnection.deliver` does."""
    async with open_relay(relay) as connection:
        return await connection.deliver(raw, sender=sender, recipient=recipient)


class RelayConnection:
    """Survives a refused mail, and connects anew before a mail when the relay has hung up meanwhile."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._stage = Stage.CONNECT
        self._smtp = aiosmtplib.SMTP()

    @property
    def is_alive(self) -> bool:
        return self._smtp.is_connected

    async def connect(self) -> None:
        check_plaintext_allowed(self._relay)
        await self._bounded(self._get_ready())

    async def deliver(self, raw: bytes, *, sender: str, recipient: str) -> Delivered:
        """Returns when the relay has taken the mail over, else raises an outcome.

        `MailUnavailable`: try again. `MailRefused`: never again. `MailUncertain`: perhaps accepted. When the
        caller is cancelled in the middle nothing is said: treat a mail so left behind as uncertain.
        """
        check_content(raw)
        envelope = check_address(sender), check_address(recipient)
        if not self.is_alive:
            await self.connect()
        return await self._bounded(self._hand_over(raw, *envelope))

    async def say_goodbye(self) -> None:
        if self.is_alive:
            with suppress(*_FAILURES):
                await self._smtp.quit(timeout=min(_GOODBYE_S, self._relay.timeout_s))

    def abort(self) -> None:
        """Drop the connection at once; a hostile server is not waited for."""
        transport = self._smtp.transport
        self._smtp.close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    async def _get_ready(self) -> None:
        relay, self._stage = self._relay, Stage.CONNECT
        implicit = relay.tls is TlsPolicy.IMPLICIT
        context = None if relay.tls is TlsPolicy.NONE else await asyncio.to_thread(build_tls_context, relay)
        self._smtp = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            timeout=relay.timeout_s,
            use_tls=implicit,
            start_tls=False,  # not "no TLS": it is started below, and required
            tls_context=context,
            local_hostname="localhost",  # only keeps the library from looking this machine up in the DNS
        )
        await self._smtp.connect()
        await self._say_hello()
        if relay.tls is TlsPolicy.STARTTLS:
            self._stage = Stage.TLS
            if not self._smtp.supports_extension("starttls"):
                raise RelayMisconfigured(Stage.TLS, Problem.NO_STARTTLS)
            await self._smtp.starttls()
            await self._say_hello()
        if relay.username is not None:
            self._stage = Stage.LOGIN
            if not self._smtp.supported_auth_methods:
                raise RelayMisconfigured(Stage.LOGIN, Problem.NO_AUTH)
            await self._smtp.login(relay.username, await asyncio.to_thread(read_password, relay))

    async def _say_hello(self) -> None:
        """By the address of our own end (RFC 5321 section 4.1.4): it tells no name of a machine."""
        self._stage = Stage.EHLO
        address = str(self._smtp.get_transport_info("sockname")[0])
        await self._smtp.ehlo(hostname=f"[IPv6:{address}]" if ":" in address else f"[{address}]")

    async def _hand_over(self, raw: bytes, sender: str, recipient: str) -> Delivered:
        await self._ask(Stage.MAIL, b"MAIL", f"FROM:<{sender}>".encode("ascii"))
        await self._ask(Stage.RCPT, b"RCPT", f"TO:<{recipient}>".encode("ascii"))
        await self._ask(Stage.DATA, b"DATA", hoped_for=3)
        protocol = self._in_step()
        self._stage = Stage.CONTENT
        protocol.write(_LEADING_DOT.sub(b"..", raw) + b".\r\n")
        reply = await protocol.read_response(timeout=self._relay.timeout_s * _CONTENT_PATIENCE)
        await self._check_reply(reply, hoped_for=2)
        return Delivered(reply.code, safe_reply(reply.code, reply.message))

    async def _ask(self, stage: Stage, *words: bytes, hoped_for: int = 2) -> None:
        self._stage = stage
        self._in_step()
        await self._check_reply(await self._smtp.execute_command(*words), hoped_for=hoped_for)

    def _in_step(self) -> aiosmtplib.protocol.SMTPProtocol:
        """A reply nobody asked for would be taken for the next one, and a mail for accepted."""
        protocol = self._smtp.protocol
        if protocol is None:
            raise ConnectionResetError
        if protocol._buffer:
            raise aiosmtplib.SMTPResponseException(-1, "")
        return protocol

    async def _check_reply(self, reply: aiosmtplib.SMTPResponse, *, hoped_for: int) -> None:
        if reply.code // 100 == hoped_for:
            return
        outcome = judge_reply(self._stage, reply.code, reply.message)
        if outcome.problem is Problem.REPLY and reply.code != 421 and self.is_alive:
            await self._reset()
        else:
            self.abort()
        raise outcome

    async def _reset(self) -> None:
        """So that the next mail starts clean; what happens here changes nothing about this one."""
        try:
            reset = await self._smtp.execute_command(b"RSET")
        except _FAILURES:
            self.abort()
        else:
            if reset.code // 100 != 2:
                self.abort()

    async def _bounded(self, conversation: Awaitable[_T]) -> _T:
        """Every end that is not a reply becomes an outcome without what the server or library said."""
        try:
            async with asyncio.timeout(self._relay.timeout_s * _TOTAL_PATIENCE):
                return await conversation
        except MailOutcome as known:
            outcome = known
        except _FAILURES as failure:
            outcome = self._judge_failure(failure)
        if outcome.stage.is_about_relay or outcome.problem is not Problem.REPLY:
            self.abort()
        raise outcome

    def _judge_failure(self, failure: Exception) -> MailOutcome:
        if isinstance(failure, aiosmtplib.SMTPResponseException):
            return judge_reply(self._stage, failure.code, failure.message)
        if isinstance(failure, TimeoutError):
            return judge_silence(self._stage, Problem.TIMEOUT)
        if isinstance(failure, ssl.SSLCertVerificationError) or isinstance(
            failure.__cause__, ssl.SSLCertVerificationError
        ):
            return RelayMisconfigured(Stage.TLS, Problem.CERTIFICATE)
        return judge_silence(self._stage, Problem.LOST)
