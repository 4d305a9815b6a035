from __future__ import annotations

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deployments.local.key_file import create_key_file
from models.sealing.master_key import load_master_key


def test_new_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "master.key"
    assert create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load_master_key(path).secret == base64.b64decode(path.read_bytes())


def test_existing_key_is_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(b"kept")
    assert not create_key_file(path)
    assert path.read_bytes() == b"kept"


def test_simultaneous_starts_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "master.key"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: create_key_file(path), range(8)))
    assert made.count(True) == 1
    assert [entry.name for entry in path.parent.iterdir()] == ["master.key"]
