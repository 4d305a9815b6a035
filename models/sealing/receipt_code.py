"""The receipt code (Rückkehr-Code) and the public case reference."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from models.sealing.master_key import MasterKey

# Crockford's base 32: no I, L, O, U, so that a code read aloud or from paper comes back right.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110")
_CODE_GROUPS = 4
_GROUP_LENGTH = 5


def new_receipt_code() -> str:
    """100 random bits in four groups: `7K3MP-92QXV-…`; only its keyed digest is stored."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_CODE_GROUPS))
    return "-".join(groups)


def digest_receipt_code(master: MasterKey, code: str) -> bytes:
    """Keyed digest (HMAC-SHA256) of a code however it was typed: spaces, dashes and case do not matter."""
    typed = "".join(character for character in code.upper() if character.isalnum()).translate(_READ_AS)
    return hmac.digest(master.derive("receipt code"), typed.encode(), hashlib.sha256)


def new_case_ref() -> str:
    """Opaque and random (40 bits): says nothing of the report, its day or its number. `MW-7K3M-92QX`."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"MW-{body[:4]}-{body[4:]}"
