from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sealing import MasterKey, digest_receipt_code, new_case_ref, new_receipt_code

MASTER = MasterKey(bytes(range(32)))
CODE = "7K3MP-92QXV-01ABC-DEFGH"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def digest(code: str) -> bytes:
    return digest_receipt_code(MASTER, code)


@pytest.mark.parametrize(
    "typed",
    [
        "7k3mp-92qxv-01abc-defgh",
        "7K3MP92QXV01ABCDEFGH",
        " 7K3MP 92QXV\t01ABC  DEFGH\n",
        "7K3MP–92QXV—01ABC_DEFGH",
        "7K3MP-92QXV-OIABC-DEFGH",
        "7k3mp-92qxv-olabc-defgh",
        "7K-3M-P9-2Q-XV-01-AB-CD-EF-GH.",
    ],
)
def test_a_code_typed_sloppily_is_the_same_code(typed: str) -> None:
    assert digest(typed) == digest(CODE)


@given(st.text(ALPHABET, min_size=20, max_size=20), st.data())
def test_case_and_separators_never_matter_and_every_character_does(code: str, data: st.DataObject) -> None:
    typed = "".join(
        data.draw(st.sampled_from(["", " ", "-", "\n"])) + data.draw(st.sampled_from([sign, sign.lower()]))
        for sign in code
    )
    assert digest(typed) == digest(code)
    position = data.draw(st.integers(0, 19))
    other = data.draw(st.sampled_from(ALPHABET.replace(code[position], "")))
    assert digest(code[:position] + other + code[position + 1 :]) != digest(code)


def test_another_master_key_gives_another_digest() -> None:
    assert digest_receipt_code(MasterKey(bytes(32)), CODE) != digest(CODE)
    assert len(digest(CODE)) == 32


def test_codes_and_references_have_their_form_and_do_not_repeat() -> None:
    codes = [new_receipt_code() for _ in range(500)]
    refs = [new_case_ref() for _ in range(500)]
    assert all(re.fullmatch(rf"[{ALPHABET}]{{5}}(?:-[{ALPHABET}]{{5}}){{3}}", code) for code in codes)
    assert all(re.fullmatch(rf"MW-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", ref) for ref in refs)
    assert len(set(codes)) == len(set(refs)) == 500
    assert set("".join(codes)) == set(ALPHABET) | {"-"}
