"""Real SMTP servers on this machine: an honest one (aiosmtpd) and one that misbehaves where it is told to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from models.settings.mail import Relay, TlsPolicy

QUICK = 5.0


@dataclass
class Mailbox:
    """Handler of aiosmtpd that keeps what it accepts and answers RCPT from `refusals` first."""

    envelopes: list[Envelope] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    sessions: set[int] = field(default_factory=set)
    logged_in: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        self.sessions.add(id(session))
        self.logged_in.append(bool(session.authenticated))
        return "250 2.0.0 queued for somebody@example.org"


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    right = data.login == b"meldeweg" and data.password == b"geheim"
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def honest_relay(
    mailbox: Mailbox,
    *,
    tls: TlsPolicy = TlsPolicy.NONE,
    server_tls: ssl.SSLContext | None = None,
    login: bool = False,
) -> AsyncIterator[int]:
    """Yields the port."""
    loop = asyncio.get_running_loop()

    def build() -> SMTP:
        return SMTP(
            mailbox,
            hostname="localhost",
            tls_context=server_tls if tls is TlsPolicy.STARTTLS else None,
            require_starttls=tls is TlsPolicy.STARTTLS,
            authenticator=_authenticate if login else None,
            auth_required=login and tls is TlsPolicy.STARTTLS,
            # aiosmtpd does not notice that a listener of TLS has encrypted already
            auth_require_tls=tls is not TlsPolicy.IMPLICIT,
        )

    listener_tls = server_tls if tls is TlsPolicy.IMPLICIT else None
    server = await loop.create_server(build, "127.0.0.1", 0, ssl=listener_tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


class Do(Enum):
    DROP = auto()
    HANG = auto()
    DRIP = auto()
    FLOOD = auto()
    ENDLESS_LINE = auto()


Act = bytes | float | Do  # a number: so many seconds late, but polite
_POLITE: dict[str, Act] = {
    "CONNECT": b"220 ready\r\n",
    "EHLO": b"250-hello\r\n250 ENHANCEDSTATUSCODES\r\n",
    "MAIL": b"250 2.1.0 ok\r\n",
    "RCPT": b"250 2.1.5 ok\r\n",
    "DATA": b"354 go on\r\n",
    "CONTENT": b"250 2.0.0 taken\r\n",
    "RSET": b"250 ok\r\n",
    "QUIT": b"221 bye\r\n",
}


class RudeServer:
    """Polite but for `acts`; a list of acts is used up one by one, then politeness returns."""

    def __init__(self, acts: Mapping[str, Act | list[Act]]) -> None:
        self.acts = {verb: list(act) if isinstance(act, list) else act for verb, act in acts.items()}
        self.seen: list[str] = []
        self.contents: list[bytes] = []
        self.got_content = asyncio.Event()
        self.connections = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._play("CONNECT", writer)
            while line := await reader.readline():
                verb = line.split()[0].decode("ascii").upper()
                self.seen.append(verb)
                if await self._play(verb, writer) and verb == "DATA":
                    self.contents.append(await reader.readuntil(b"\r\n.\r\n"))
                    self.got_content.set()
                    await self._play("CONTENT", writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    async def _play(self, moment: str, writer: asyncio.StreamWriter) -> bool:
        act = self.acts.get(moment, _POLITE[moment])
        if isinstance(act, list):
            act = act.pop(0) if act else _POLITE[moment]
        if isinstance(act, float):
            await asyncio.sleep(act)
            act = _POLITE[moment]
        match act:
            case bytes():
                writer.write(act)
                await writer.drain()
                return act.startswith(b"354")
            case Do.DROP:
                raise ConnectionAbortedError
            case Do.HANG:
                await asyncio.Event().wait()
            case Do.DRIP:
                await self._pour(writer, b"2", pause=0.05)
            case Do.FLOOD:
                await self._pour(writer, b"250-more\r\n" * 50)
            case Do.ENDLESS_LINE:
                await self._pour(writer, b"2" * 4096)
        return False

    async def _pour(self, writer: asyncio.StreamWriter, bytes_: bytes, pause: float = 0) -> None:
        while True:
            writer.write(bytes_)
            await writer.drain()
            await asyncio.sleep(pause)


@asynccontextmanager
async def rude_relay(acts: Mapping[str, Act | list[Act]]) -> AsyncIterator[tuple[RudeServer, int]]:
    rude = RudeServer(acts)
    talks: set[asyncio.Task[None]] = set()

    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        await rude.talk(reader, writer)

    server = await asyncio.start_server(keep, "127.0.0.1", 0)
    try:
        yield rude, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


def plain(port: int, *, timeout_s: float = QUICK) -> Relay:
    return Relay(host="127.0.0.1", port=port, tls=TlsPolicy.NONE, timeout_s=timeout_s)
