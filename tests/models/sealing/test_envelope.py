from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Undecipherable
from models.sealing import open_sealed, seal

KEY = bytes(range(32))
PLACE = "report.sealed/1"
OVERHEAD = 1 + 12 + 16  # format byte, nonce, tag

keys = st.binary(min_size=32, max_size=32)


@given(keys, st.binary(max_size=2000), st.text(max_size=60))
def test_what_is_sealed_opens_again(key: bytes, plain: bytes, place: str) -> None:
    sealed = seal(key, plain, place=place)
    assert open_sealed(key, sealed, place=place) == plain
    assert len(sealed) == len(plain) + OVERHEAD


@given(keys, st.text(max_size=60))
def test_another_key_or_place_does_not_open_it(key: bytes, place: str) -> None:
    sealed = seal(KEY, b"plain", place=PLACE)
    if key != KEY:
        with pytest.raises(Undecipherable):
            open_sealed(key, sealed, place=PLACE)
    if place != PLACE:
        with pytest.raises(Undecipherable):
            open_sealed(KEY, sealed, place=place)


@pytest.mark.parametrize("position", range(len(b"plain") + OVERHEAD))
def test_a_changed_byte_anywhere_does_not_open(position: int) -> None:
    sealed = bytearray(seal(KEY, b"plain", place=PLACE))
    sealed[position] ^= 1
    with pytest.raises(Undecipherable):
        open_sealed(KEY, bytes(sealed), place=PLACE)


@pytest.mark.parametrize("length", range(len(b"plain") + OVERHEAD))
def test_a_cut_one_does_not_open(length: int) -> None:
    with pytest.raises(Undecipherable):
        open_sealed(KEY, seal(KEY, b"plain", place=PLACE)[:length], place=PLACE)


@given(st.binary(max_size=100))
def test_anything_else_does_not_open_and_is_not_quoted(sealed: bytes) -> None:
    with pytest.raises(Undecipherable) as refusal:
        open_sealed(KEY, sealed, place=PLACE)
    assert str(refusal.value) in {"unknown format", "does not open"}
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_the_same_is_never_sealed_the_same_way() -> None:
    assert len({seal(KEY, b"plain", place=PLACE) for _ in range(100)}) == 100
