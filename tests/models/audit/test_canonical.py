"""The bytes of an entry: canonical, hashed as a leaf, and nothing in them that is not plain."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from models.audit import SYSTEM, Actor, AuditEvent, AuditEventName, Place, canonical_entry, leaf_hash
from models.vocabulary import ActorKind

CASE = UUID(int=7)
NOW = datetime(2026, 11, 23, 9, 0, 0, 5, tzinfo=UTC)
PLACE = Place("augsburg", 3, CASE, 2, b"\xab" * 32)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
whole = st.integers(-(2**53) + 1, 2**53 - 1)
details = st.dictionaries(
    words,
    st.none() | st.booleans() | whole | words | st.lists(words, max_size=3)
    | st.dictionaries(words, words, max_size=3),
    max_size=5,
)  # fmt: skip


def entry_of(details: dict[str, Any], *, place: Place = PLACE, now: datetime = NOW) -> bytes:
    return canonical_entry(AuditEvent(AuditEventName.CASE_ROUTED, SYSTEM, details), place, now=now)


def test_an_entry_is_spelled_to_the_byte() -> None:
    event = AuditEvent(
        AuditEventName.CASE_ACKNOWLEDGED,
        Actor(ActorKind.COMMAND_LINE, "prevention-officer-1", via="root"),
        {"officer": "prevention-officer-1", "ä": 1, "a": None},
    )
    assert canonical_entry(event, PLACE, now=NOW).decode() == (
        '{"actor":{"id":"prevention-officer-1","kind":"command_line","via":"root"},'
        '"at":"2026-11-23T09:00:00.000005Z","case":"00000000-0000-0000-0000-000000000007","case_seq":2,'
        '"details":{"a":null,"officer":"prevention-officer-1","ä":1},"event":"case_acknowledged",'
        f'"municipality":"augsburg","previous_case_hash":"{"ab" * 32}","seq":3}}'
    )


@given(details)
def test_reading_and_writing_again_gives_the_same_bytes(details: dict[str, Any]) -> None:
    entry = entry_of(details)
    read = json.loads(entry)
    assert rfc8785.dumps(read) == entry
    assert read["details"] == details


@given(details)
def test_the_order_of_the_details_does_not_matter(details: dict[str, Any]) -> None:
    assert entry_of(dict(reversed(details.items()))) == entry_of(details)


@given(st.binary(max_size=200))
def test_the_leaf_hash_is_that_of_rfc_6962(entry: bytes) -> None:
    assert leaf_hash(entry) == hashlib.sha256(b"\x00" + entry).digest()


def test_an_instant_is_the_same_in_every_zone() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert entry_of({}, now=there) == entry_of({}, now=NOW)


@pytest.mark.parametrize(
    "value",
    [
        b"bytes",
        NOW,
        Decimal(1),
        {"nested": b"bytes"},
        ["listed", object()],
        2**53,
        float("nan"),
        CASE,
        {1, 2},
    ],
)
def test_what_is_no_plain_word_or_number_is_refused(value: object) -> None:
    with pytest.raises((rfc8785.CanonicalizationError, TypeError)):
        entry_of({"value": value})


def test_an_entry_of_no_case_says_so() -> None:
    read = json.loads(entry_of({}, place=Place("augsburg", 1, None, None, None)))
    assert (read["case"], read["case_seq"], read["previous_case_hash"]) == (None, None, None)
