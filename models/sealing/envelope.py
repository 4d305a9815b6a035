"""Seal and open bytes: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce.

The place a value belongs to is authenticated with it, so a sealed value moved to another row does not open.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import Undecipherable

_FORMAT = b"\x01"
_NONCE_BYTES = 12


def seal(key: bytes, plain: bytes, *, place: str) -> bytes:
    """Format byte, nonce, ciphertext with tag. `place` names table, column and row."""
    nonce = os.urandom(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def open_sealed(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Raises `Undecipherable` for a wrong key, changed bytes or another place."""
    if sealed[:1] != _FORMAT:
        raise Undecipherable("unknown format")
    nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, place.encode())
    except (InvalidTag, ValueError):
        raise Undecipherable("does not open") from None
