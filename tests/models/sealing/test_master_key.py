"""The key file: refused in words unless it is whole and closed to others."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from models.errors import KeyUnavailable
from models.sealing import load_master_key

SECRET = bytes(range(32))
NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


def write(path: Path, content: bytes = base64.b64encode(SECRET) + b"\n", *, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_file_of_the_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    assert load_master_key(write(tmp_path / "master.key", mode=mode)).secret == SECRET


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o601, 0o620, 0o610, 0o660, 0o777])
def test_a_file_open_to_others_is_refused_with_the_way_out(tmp_path: Path, mode: int) -> None:
    path = write(tmp_path / "master.key", mode=mode)
    with pytest.raises(KeyUnavailable, match=r"master\.key is open to others: chmod 600 it"):
        load_master_key(path)


@as_root
def test_the_group_may_read_a_file_of_root_but_of_nobody_else(tmp_path: Path) -> None:
    path = write(tmp_path / "master.key", mode=0o440)
    assert load_master_key(path).secret == SECRET
    os.chown(path, NOBODY, 0)
    with pytest.raises(KeyUnavailable, match="open to others"):
        load_master_key(path)


@as_root
def test_whose_file_it_is_does_not_matter(tmp_path: Path) -> None:
    path = write(tmp_path / "master.key")
    os.chown(path, NOBODY, NOBODY)
    assert load_master_key(path).secret == SECRET


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "32 bytes"),
        (base64.b64encode(SECRET[:31]), "32 bytes"),
        (base64.b64encode(SECRET + b"x"), "32 bytes"),
        (SECRET.hex().encode(), "32 bytes"),
        (b"not base64!", "base64"),
        (base64.b64encode(SECRET)[:-1], "base64"),
        (base64.b64encode(SECRET) + b"\n" + base64.b64encode(SECRET), "base64"),
        ("schlüssel".encode(), "cannot be read: UnicodeDecodeError"),
    ],
)
def test_what_is_no_key_is_refused_without_being_quoted(tmp_path: Path, content: bytes, said: str) -> None:
    path = write(tmp_path / "master.key", content)
    with pytest.raises(KeyUnavailable, match=said) as refusal:
        load_master_key(path)
    if content:
        assert content.decode() not in str(refusal.value)


def test_a_missing_file_and_a_directory_are_said(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match=r"nowhere\.key cannot be read: FileNotFoundError"):
        load_master_key(tmp_path / "nowhere.key")
    with pytest.raises(KeyUnavailable, match="cannot be read: IsADirectoryError"):
        load_master_key(tmp_path)
