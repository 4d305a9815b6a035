from __future__ import annotations

import os
from uuid import uuid4

import pytest

from models.errors import KeyUnavailable, Undecipherable
from models.sealing import MasterKey, new_case_key, unwrap_case_key, wrap_case_key

MASTER = MasterKey(bytes(range(32)))
CASE = uuid4()


def test_a_wrapped_key_comes_back_under_its_master_key() -> None:
    key = new_case_key()
    wrapped = wrap_case_key(MASTER, key, case_id=CASE)
    assert key not in wrapped
    assert unwrap_case_key(MASTER, wrapped, case_id=CASE, master_key_id=MASTER.key_id) == key
    assert len({new_case_key() for _ in range(100)}) == 100
    assert len(key) == 32


def test_under_another_master_key_it_says_which_is_missing() -> None:
    other = MasterKey(os.urandom(32))
    wrapped = wrap_case_key(MASTER, new_case_key(), case_id=CASE)
    with pytest.raises(KeyUnavailable, match="another master key"):
        unwrap_case_key(other, wrapped, case_id=CASE, master_key_id=MASTER.key_id)
    with pytest.raises(Undecipherable):
        unwrap_case_key(other, wrapped, case_id=CASE, master_key_id=other.key_id)


def test_the_key_of_a_case_opens_no_other_case() -> None:
    wrapped = wrap_case_key(MASTER, new_case_key(), case_id=CASE)
    with pytest.raises(Undecipherable):
        unwrap_case_key(MASTER, wrapped, case_id=uuid4(), master_key_id=MASTER.key_id)


def test_keys_for_different_purposes_differ() -> None:
    purposes = [("a", b""), ("b", b""), ("a", b"salt"), ("wrap case key", b""), ("receipt code", b"")]
    assert len({MASTER.derive(*purpose) for purpose in purposes}) == len(purposes)
    assert MASTER.derive("a") == MasterKey(MASTER.secret).derive("a")
    assert MASTER.derive("a") != MasterKey(bytes(32)).derive("a")


def test_the_master_key_shows_itself_nowhere() -> None:
    assert MASTER.secret.hex() not in repr(MASTER) + MASTER.key_id
    assert str(MASTER.secret) not in repr(MASTER)
    assert MASTER.key_id != MasterKey(bytes(32)).key_id
