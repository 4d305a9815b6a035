"""The master key file of a new installation. Whoever loses it loses every report: back it up apart."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from deployments.local.secret_file import make_secret_directory

_KEY_BYTES = 32


def create_key_file(path: Path) -> bool:
    """Make the file with a random key (base64, mode 0600) when there is none; answers whether it was made.

    Linked into place when whole: two starts at once cannot make two keys, a killed one leaves no half key.
    """
    if path.exists():
        return False
    make_secret_directory(path.parent)
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(scratch)
    except FileExistsError:
        return False
    finally:
        scratch.unlink(missing_ok=True)
    return True
