"""A commitment says nothing without its key and fits one text at one place."""

from __future__ import annotations

from models.sealing import commit_to, new_case_key


def test_a_commitment_is_of_this_key_this_text_and_this_place() -> None:
    key = new_case_key()
    commitment = commit_to(key, b"Grund", place="row/1")
    assert commitment == commit_to(key, b"Grund", place="row/1")
    others = {
        commit_to(key, b"Grund", place="row/2"),
        commit_to(key, b"Grund.", place="row/1"),
        commit_to(new_case_key(), b"Grund", place="row/1"),
    }
    assert len(others | {commitment}) == 4
    assert len(bytes.fromhex(commitment)) == 32
