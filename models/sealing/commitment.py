"""Keyed commitments: prove later which words were meant without keeping them."""

from __future__ import annotations

import hashlib
import hmac

_PURPOSE = b"meldeweg commitment\x00"


def commit_to(key: bytes, plain: bytes, *, place: str) -> str:
    """HMAC-SHA256 under the key of the case, as hex; `place` names table, column and row.

    Whoever has the sealed words and the key can check it. Without the key nothing can be guessed from it, and
    once the key is erased it says nothing for ever.
    """
    commitment_key = hmac.digest(key, _PURPOSE + place.encode(), hashlib.sha256)
    return hmac.digest(commitment_key, plain, hashlib.sha256).hex()
