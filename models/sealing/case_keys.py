"""A data key per case, wrapped by the master key."""

from __future__ import annotations

import os
from uuid import UUID

from models.errors import KeyUnavailable
from models.sealing.envelope import open_sealed, seal
from models.sealing.master_key import KEY_BYTES, MasterKey


def new_case_key() -> bytes:
    return os.urandom(KEY_BYTES)


def wrap_case_key(master: MasterKey, case_key: bytes, *, case_id: UUID) -> bytes:
    return seal(master.derive("wrap case key"), case_key, place=_place(case_id))


def unwrap_case_key(master: MasterKey, wrapped: bytes, *, case_id: UUID, master_key_id: str) -> bytes:
    """Raises `KeyUnavailable` when another master key wrapped it, `Undecipherable` when it was changed."""
    if master_key_id != master.key_id:
        raise KeyUnavailable("the case was sealed under another master key")
    return open_sealed(master.derive("wrap case key"), wrapped, place=_place(case_id))


def _place(case_id: UUID) -> str:
    return f"keystore.case_key/{case_id}"
