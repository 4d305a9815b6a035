"""Later answers as they come in: the report's own words, refused by field, and back from the store."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.errors import ReportRefused
from models.intake.added_answers import (
    answers_from_stored,
    answers_to_stored,
    name_answered,
    parse_added_answers,
)
from models.rules.added_answers import AddedAnswers
from tests.models.rules.samples import calm_report

KNOWN = calm_report("insult", occurred_on=date(2026, 11, 20))
EVERYTHING: dict[str, Any] = {
    "occurred_on": "2026-11-19",
    "offender_known_on": "2026-11-22",
    "discrimination_known_on": "2026-11-21",
    "channel": "email",
    "affected_role": "manager",
    "reporter_relation": "witness",
    "perpetrator": "superior",
    "incident_kinds": ["insult", "threat"],
    "motives": ["racism"],
    "danger": {"weapon": "yes", "injured": "no"},
}


def parse(data: object) -> AddedAnswers:
    return parse_added_answers(data, facts=KNOWN, municipality="augsburg", today=date(2026, 11, 23))


def test_everything_comes_back_as_it_was_given() -> None:
    stored = answers_to_stored(parse(EVERYTHING))
    assert stored == EVERYTHING
    assert answers_to_stored(answers_from_stored(stored)) == EVERYTHING
    assert sorted(name_answered(stored)) == sorted(
        [*(EVERYTHING.keys() - {"danger"}), "danger.weapon", "danger.injured"]
    )


@pytest.mark.parametrize(
    "nothing", [{}, {"danger": {}}, {"danger": {"weapon": "unknown"}}, {"channel": "unknown", "motives": []}]
)
def test_what_says_nothing_stores_nothing(nothing: dict[str, Any]) -> None:
    assert answers_to_stored(parse(nothing)) == {}


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ([], [None]),
        ("yes", [None]),
        ({"danger": "yes"}, ["danger"]),
        ({"danger": {"weapon": "ja"}}, ["danger.weapon"]),
        ({"danger": {"knife": "yes"}}, ["danger.knife"]),
        ({"incident_kinds": ["quarrel"]}, ["incident_kinds"]),
        ({"occurred_on": "24.11.2026"}, ["occurred_on"]),
        ({"occurred_on": "2026-11-24"}, ["occurred_on"]),
        ({"offender_known_on": "2026-11-19"}, ["offender_known_on"]),
        ({"narrative": "x", "exact_words": "x", "place": "x"}, ["narrative", "exact_words", "place"]),
        ({"contact": {}, "consent": [], "not_to_offices": []}, ["contact", "consent", "not_to_offices"]),
    ],
)
def test_what_is_wrong_is_named_by_field(data: object, fields: list[str | None]) -> None:
    with pytest.raises(ReportRefused) as refused:
        parse(data)
    assert [problem.field for problem in refused.value.problems] == fields


def test_a_deed_found_to_be_earlier_lets_the_offender_be_known_earlier() -> None:
    parse({"occurred_on": "2026-11-10", "offender_known_on": "2026-11-12"})
