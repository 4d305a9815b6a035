from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Severity
from notifications import dedupe

CASE = UUID("018f3d5e-0000-7000-8000-000000000001")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ids = st.text(min_size=0, max_size=300) | st.integers(min_value=0) | st.uuids()


def test_a_key_can_be_read() -> None:
    key = dedupe.case_assigned_key(CASE, "prevention", recipient_id="prevention")
    assert key == f"case_assigned:{CASE}:prevention:1:prevention"


def test_every_effect_has_a_key_of_its_own() -> None:
    keys = [
        dedupe.case_assigned_key(CASE, "a", recipient_id="b"),
        dedupe.case_assigned_key(CASE, "a", recipient_id="b", assignment_no=2),
        dedupe.case_to_know_key(CASE, "a", recipient_id="b"),
        dedupe.partner_referral_key(CASE, "a"),
        dedupe.partner_referral_key(CASE, "a", referral_no=2),
        dedupe.partner_acute_danger_key(CASE, "a"),
        dedupe.deadline_key(CASE, 1, step_no=1, repeat_no=0, recipient_id="b"),
        dedupe.deadline_key(CASE, 1, step_no=1, repeat_no=1, recipient_id="b"),
        dedupe.deadline_key(CASE, 2, step_no=1, repeat_no=0, recipient_id="b"),
        dedupe.severity_raised_key(CASE, Severity.HIGH, recipient_id="b", decision_no=2),
        dedupe.severity_raised_key(CASE, Severity.HIGH, recipient_id="b", decision_no=4),
        dedupe.alarm_no_office_key(CASE, "b"),
        dedupe.alarm_unrouted_key(CASE, "b", since=NOON),
        dedupe.alarm_unrouted_key(CASE, "b", since=NOON + timedelta(microseconds=1)),
        dedupe.alarm_undelivered_key(CASE, "b"),
        dedupe.alarm_overdue_key("augsburg", "b", since=NOON),
        dedupe.alarm_invariant_key("augsburg", "b", since=NOON),
    ]
    assert len(set(keys)) == len(keys)


@given(ids, ids, ids, ids)
def test_keys_are_equal_only_for_equal_parts(
    case_a: dedupe.Id, a: dedupe.Id, case_b: dedupe.Id, b: dedupe.Id
) -> None:
    first = dedupe.alarm_undelivered_key(case_a, a)
    second = dedupe.alarm_undelivered_key(case_b, b)
    assert (first == second) == ((str(case_a), str(a)) == (str(case_b), str(b)))
    assert len(first) <= dedupe.LONGEST
    assert first.isascii()


def test_a_separator_inside_an_id_moves_nothing() -> None:
    assert dedupe.alarm_undelivered_key("a:b", "c") != dedupe.alarm_undelivered_key("a", "b:c")


def test_the_same_instant_gives_the_same_key_in_every_zone() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))
    assert dedupe.alarm_overdue_key("m", "r", since=NOON) == dedupe.alarm_overdue_key(
        "m", "r", since=elsewhere
    )
    with pytest.raises(ValueError, match="offset"):
        dedupe.alarm_overdue_key("m", "r", since=NOON.replace(tzinfo=None))
