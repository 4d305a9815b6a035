"""Merging later answers: nothing that was answered is taken back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.added_answers import AddedAnswers, merge_answers
from models.rules.severity import decide_severity
from models.vocabulary import Answer, DangerQuestion, IncidentKind, Motive, Perpetrator
from tests.models.rules.samples import CLEAR_TEXT, RULES, calm_report

YES, NO, UNKNOWN = Answer


@pytest.mark.parametrize(
    ("before", "added", "after"),
    [
        (UNKNOWN, YES, YES),
        (UNKNOWN, NO, NO),
        (NO, YES, YES),
        (NO, UNKNOWN, NO),
        (YES, NO, YES),
        (YES, UNKNOWN, YES),
    ],
)
def test_a_yes_stays_and_unknown_replaces_nothing(before: Answer, added: Answer, after: Answer) -> None:
    facts = calm_report(danger={"weapon": before.value})
    merged = merge_answers(facts, [AddedAnswers(danger={DangerQuestion.WEAPON: added})])
    assert merged.danger == {**facts.danger, DangerQuestion.WEAPON: after}


def test_without_an_addition_nothing_changes() -> None:
    facts = calm_report("insult", occurred_on=date(2026, 11, 1))
    assert merge_answers(facts, []) == facts
    assert merge_answers(facts, [AddedAnswers()]) == facts


def test_of_two_days_the_earlier_counts_and_of_two_words_the_later() -> None:
    facts = calm_report(offender_known_on=date(2026, 11, 5), perpetrator=Perpetrator.CITIZEN)
    merged = merge_answers(
        facts,
        [
            AddedAnswers(offender_known_on=date(2026, 11, 3), perpetrator=Perpetrator.COLLEAGUE),
            AddedAnswers(offender_known_on=date(2026, 11, 4), occurred_on=date(2026, 11, 2)),
        ],
    )
    assert (merged.offender_known_on, merged.occurred_on) == (date(2026, 11, 3), date(2026, 11, 2))
    assert merged.perpetrator is Perpetrator.COLLEAGUE


@given(
    kinds=st.frozensets(st.sampled_from(IncidentKind), max_size=3),
    added_kinds=st.frozensets(st.sampled_from(IncidentKind), max_size=3),
    danger=st.fixed_dictionaries({question: st.sampled_from((NO, YES)) for question in DangerQuestion}),
    added=st.dictionaries(st.sampled_from(DangerQuestion), st.sampled_from(Answer)),
    motives=st.frozensets(st.sampled_from(Motive), max_size=2),
)
def test_on_a_report_without_open_danger_no_addition_proposes_less(
    kinds: frozenset[IncidentKind],
    added_kinds: frozenset[IncidentKind],
    danger: dict[DangerQuestion, Answer],
    added: dict[DangerQuestion, Answer],
    motives: frozenset[Motive],
) -> None:
    facts = calm_report(
        *(kind.value for kind in kinds),
        danger={question.value: answer.value for question, answer in danger.items()},
    )
    more = merge_answers(facts, [AddedAnswers(incident_kinds=added_kinds, danger=added, motives=motives)])
    before = decide_severity(facts, RULES, text=CLEAR_TEXT).severity
    assert decide_severity(more, RULES, text=CLEAR_TEXT).severity.rank >= before.rank
