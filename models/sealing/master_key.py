"""The master key: read from its file, used only to derive and to wrap."""

from __future__ import annotations

import base64
import binascii
import hashlib
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.errors import KeyUnavailable

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class MasterKey:
    """256 bits that wrap every data key. `key_id` says which master key wrapped a data key."""

    secret: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        return hashlib.sha256(b"meldeweg master key id" + self.secret).hexdigest()[:16]

    def derive(self, purpose: str, salt: bytes = b"") -> bytes:
        """A key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869)."""
        info = f"meldeweg/{purpose}".encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(self.secret)


def load_master_key(path: Path) -> MasterKey:
    """Read the key file: 32 bytes as base64 on one line, readable by its owner alone.

    A file of root may be readable by its group: that is how systemd hands a credential to a service (an ACL
    for its user shows as 0440). Raises `KeyUnavailable` when the file is missing, is open to others or holds
    something else.
    """
    try:
        status = path.stat()
        encoded = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnavailable(f"key file {path} cannot be read: {type(error).__name__}") from None
    closed_to = stat.S_IRWXG | stat.S_IRWXO
    if status.st_uid == 0:
        closed_to &= ~stat.S_IRGRP
    if status.st_mode & closed_to:
        raise KeyUnavailable(f"key file {path} is open to others: chmod 600 it")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise KeyUnavailable(f"key file {path} does not hold base64") from None
    if len(secret) != KEY_BYTES:
        raise KeyUnavailable(f"key file {path} must hold {KEY_BYTES} bytes")
    return MasterKey(secret)
