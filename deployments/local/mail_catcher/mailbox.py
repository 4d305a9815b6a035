"""Caught mails as files, the newest ones only."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

_NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")


@dataclass(frozen=True)
class CaughtMail:
    name: str
    message: EmailMessage

    @property
    def recipients(self) -> list[str]:
        """Whom it was really for: the envelope, not the To line."""
        return [str(line) for line in self.message.get_all("Delivered-To", [])]

    def header(self, name: str) -> str:
        return str(self.message.get(name, ""))

    def part(self, kind: str) -> str | None:
        """The text of the `plain` or `html` part, None when there is none."""
        body = self.message.get_body(preferencelist=(kind,))
        if body is None:
            return None
        payload = body.get_payload(decode=True)
        raw = payload if isinstance(payload, bytes) else b""
        return raw.decode(body.get_content_charset("utf-8"), "replace")


class Mailbox:
    def __init__(self, directory: Path, *, kept: int) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.directory = directory
        self.kept = kept

    def keep(self, content: bytes, sender: str, recipients: list[str], *, now: datetime) -> str:
        """Store one mail with its envelope as an mbox host would; answers its name. Raises OSError."""
        name = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        envelope = [f"Return-Path: <{sender}>", *(f"Delivered-To: {address}" for address in recipients)]
        head = "".join(f"{line}\r\n" for line in envelope).encode("utf-8", "replace")
        scratch = self.directory / f".{name}"
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(head + content)
        scratch.rename(self.directory / f"{name}.eml")
        for old in self._names()[self.kept :]:
            (self.directory / f"{old}.eml").unlink(missing_ok=True)
        return name

    def read_newest(self, limit: int) -> list[CaughtMail]:
        found = (self.find(name) for name in self._names()[:limit])
        return [mail for mail in found if mail is not None]

    def find(self, name: str) -> CaughtMail | None:
        if not _NAME.fullmatch(name):
            return None
        try:
            raw = (self.directory / f"{name}.eml").read_bytes()
        except FileNotFoundError:
            return None
        return CaughtMail(name, BytesParser(EmailMessage, policy=policy.default).parsebytes(raw))

    def _names(self) -> list[str]:
        return sorted((path.stem for path in self.directory.glob("*.eml")), reverse=True)
