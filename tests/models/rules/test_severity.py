"""The severity table, row by row, and what must hold for every report."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.decision import Reason, TextAssessment, TextHit
from models.rules.facts import ReportFacts
from models.rules.severity import decide_severity, primary_subtag
from models.vocabulary import (
    Answer,
    DangerQuestion,
    IncidentKind,
    Perpetrator,
    ReasonSource,
    Severity,
)
from tests.models.rules.samples import CLEAR_TEXT, RULES, calm_report
from tests.models.rules.severity_table import ROWS, level_by_the_table

REPORTS = st.builds(
    ReportFacts,
    narrative=st.just(""),
    incident_kinds=st.frozensets(st.sampled_from(IncidentKind), max_size=4),
    perpetrator=st.sampled_from(Perpetrator),
    danger=st.fixed_dictionaries({question: st.sampled_from(Answer) for question in DangerQuestion}),
)
FINDINGS = st.lists(st.sampled_from([rule.id for rule in RULES.text_rules]), max_size=3, unique=True)


def finding(rule: str, level: Severity = Severity.LOW, *, hits: tuple[TextHit, ...] = ()) -> Reason:
    """A finding as the text rules give it; its level stands in the policy."""
    return Reason(rule=rule, severity=level, text_de="", text_en="", source=ReasonSource.TEXT, hits=hits)


def text_with(*rules: str) -> TextAssessment:
    return TextAssessment(assessed=True, reasons=tuple(finding(rule) for rule in rules))


@pytest.mark.parametrize(("level", "kinds", "danger"), ROWS)
def test_each_row_of_the_table(level: Severity, kinds: tuple[str, ...], danger: dict[str, str]) -> None:
    facts = calm_report(*kinds, danger=danger)
    assert level_by_the_table(facts) is level
    assert decide_severity(facts, RULES, text=CLEAR_TEXT).severity is level


@pytest.mark.parametrize("perpetrator", Perpetrator)
def test_only_colleagues_and_superiors_are_internal(perpetrator: Perpetrator) -> None:
    level = decide_severity(calm_report(perpetrator=perpetrator), RULES, text=CLEAR_TEXT).severity
    internal = perpetrator in {Perpetrator.COLLEAGUE, Perpetrator.SUPERIOR}
    assert level is (Severity.MEDIUM if internal else Severity.LOW)


@pytest.mark.parametrize(
    ("before", "kinds", "after"),
    [
        ("low", (), "medium"),
        ("medium", ("doxxing",), "high"),
        ("high", ("threat",), "high"),
        ("critical", ("arson",), "critical"),
    ],
)
def test_afraid_raises_by_one_at_most_to_high(before: str, kinds: tuple[str, ...], after: str) -> None:
    calm = decide_severity(calm_report(*kinds), RULES, text=CLEAR_TEXT)
    afraid = decide_severity(calm_report(*kinds, danger={"afraid": "yes"}), RULES, text=CLEAR_TEXT)
    assert (calm.severity, afraid.severity) == (before, after)
    assert "afraid" in {reason.rule for reason in afraid.reasons}
    assert "afraid" not in {reason.rule for reason in calm.reasons}


def test_afraid_raises_what_the_text_said() -> None:
    facts = calm_report(danger={"afraid": "yes"})
    assert decide_severity(facts, RULES, text=text_with("text-violence-approved")).severity is Severity.HIGH


def test_a_report_without_answers_is_medium() -> None:
    assert decide_severity(ReportFacts(narrative=""), RULES, text=CLEAR_TEXT).severity is Severity.MEDIUM


@given(facts=REPORTS)
@settings(max_examples=400, deadline=None)
def test_the_policy_says_what_the_table_says(facts: ReportFacts) -> None:
    assert decide_severity(facts, RULES, text=CLEAR_TEXT).severity is level_by_the_table(facts)


def test_all_pairs_of_kinds_and_danger_answers() -> None:
    answers = [(question.value, answer) for question in DangerQuestion for answer in ("yes", "unknown")]
    for kinds in [(), *combinations(IncidentKind, 1), *combinations(IncidentKind, 2)]:
        for (first, one), (second, other) in combinations(answers, 2):
            facts = calm_report(*kinds, danger={first: one} | {second: other})
            assert decide_severity(facts, RULES, text=CLEAR_TEXT).severity is level_by_the_table(facts), facts


@given(facts=REPORTS, question=st.sampled_from(DangerQuestion), findings=FINDINGS)
@settings(max_examples=400, deadline=None)
def test_a_worse_answer_never_lowers(
    facts: ReportFacts, question: DangerQuestion, findings: list[str]
) -> None:
    levels = [
        decide_severity(
            replace(facts, danger={**facts.danger, question: answer}), RULES, text=text_with(*findings)
        ).severity.rank
        for answer in (Answer.NO, Answer.UNKNOWN, Answer.YES)
    ]
    assert levels == sorted(levels)


@given(facts=REPORTS, kind=st.sampled_from(IncidentKind))
@settings(max_examples=200, deadline=None)
def test_one_kind_more_never_lowers(facts: ReportFacts, kind: IncidentKind) -> None:
    more = replace(facts, incident_kinds=facts.incident_kinds | {kind})
    first, second = (decide_severity(given, RULES, text=CLEAR_TEXT) for given in (facts, more))
    assert second.severity.rank >= first.severity.rank


@given(facts=REPORTS, findings=FINDINGS)
@settings(max_examples=200, deadline=None)
def test_the_text_raises_and_never_lowers(facts: ReportFacts, findings: list[str]) -> None:
    without = decide_severity(facts, RULES, text=CLEAR_TEXT)
    with_text = decide_severity(facts, RULES, text=text_with(*findings))
    assert with_text.severity.rank >= without.severity.rank
    assert {reason.rule for reason in without.reasons} <= {reason.rule for reason in with_text.reasons}


def test_every_matching_rule_is_kept_as_a_reason_highest_first() -> None:
    facts = calm_report("threat", "doxxing", danger={"weapon": "yes", "home_affected": "yes"})
    reasons = decide_severity(facts, RULES, text=CLEAR_TEXT).reasons
    assert [reason.rule for reason in reasons] == [
        "weapon",
        "threat-reported",
        "doxxing-of-home",
        "doxxing-reported",
        "home-affected",
        "every-report",
    ]
    assert all(reason.text_de and reason.text_en and reason.law for reason in reasons)
    assert {reason.source for reason in reasons} == {ReasonSource.ANSWERS}


@pytest.mark.parametrize(
    ("rule", "level"),
    [
        ("text-threat-near", Severity.CRITICAL),
        ("text-threat-direct", Severity.HIGH),
        ("text-violence-addressed", Severity.HIGH),
        ("text-told-weapon", Severity.HIGH),
        ("text-told-injury", Severity.HIGH),
        ("text-told-danger", Severity.HIGH),
        ("text-violence-approved", Severity.MEDIUM),
        ("text-condition-vague", Severity.MEDIUM),
        ("text-threat-negated", Severity.MEDIUM),
        ("text-not-assessed", Severity.MEDIUM),
    ],
)
def test_each_finding_in_the_text(rule: str, level: Severity) -> None:
    decided = decide_severity(calm_report(), RULES, text=text_with(rule))
    found = next(reason for reason in decided.reasons if reason.rule == rule)
    assert decided.severity is found.severity is level
    assert found.source is ReasonSource.TEXT
    assert found.text_de
    assert found.text_en


@pytest.mark.parametrize(
    ("rule", "question"),
    [("text-told-weapon", "weapon"), ("text-told-injury", "injured"), ("text-told-danger", "danger_now")],
)
@pytest.mark.parametrize("answer", Answer)
def test_what_the_text_tells_counts_unless_it_was_answered_yes(
    rule: str, question: str, answer: Answer
) -> None:
    decided = decide_severity(calm_report(danger={question: answer}), RULES, text=text_with(rule))
    assert (rule in {reason.rule for reason in decided.reasons}) is (answer is not Answer.YES)
    assert decided.severity.rank >= Severity.HIGH.rank


def test_a_finding_the_policy_does_not_know_keeps_its_level() -> None:
    unknown = TextAssessment(assessed=True, reasons=(finding("text-of-tomorrow", Severity.HIGH),))
    assert decide_severity(calm_report(), RULES, text=unknown).severity is Severity.HIGH


def test_a_finding_made_twice_is_one_reason_with_both_places() -> None:
    first, second = TextHit("narrative", 1, "a"), TextHit("exact_words", 1, "b")
    twice = tuple(finding("text-threat-direct", hits=(hit,)) for hit in (first, second))
    reasons = decide_severity(calm_report(), RULES, text=TextAssessment(True, twice)).reasons
    (merged,) = [reason for reason in reasons if reason.rule == "text-threat-direct"]
    assert merged.hits == (first, second)


@pytest.mark.parametrize("language", ["tr", "fr-FR", "deu", "und"])
def test_a_language_nobody_assesses_is_at_least_medium(language: str) -> None:
    decided = decide_severity(calm_report(language=language), RULES, text=CLEAR_TEXT)
    assert (decided.severity, decided.text_assessed) == (Severity.MEDIUM, False)
    assert [reason.rule for reason in decided.reasons] == ["text-not-assessed", "every-report"]


def test_a_text_that_is_not_in_its_language_is_at_least_medium() -> None:
    decided = decide_severity(calm_report(), RULES, text=TextAssessment(assessed=False))
    assert (decided.severity, decided.text_assessed) == (Severity.MEDIUM, False)


def test_findings_count_though_the_language_is_not_assessed() -> None:
    text = replace(text_with("text-threat-near"), assessed=False)
    assert decide_severity(calm_report(language="tr"), RULES, text=text).severity is Severity.CRITICAL


@pytest.mark.parametrize("language", ["de", "de-AT", "DE", "en", "en-GB"])
def test_german_and_english_are_assessed(language: str) -> None:
    assert decide_severity(calm_report(language=language), RULES, text=CLEAR_TEXT).text_assessed


def test_the_primary_subtag_decides() -> None:
    assert primary_subtag("de-Latn-AT") == "de"


@pytest.mark.parametrize(
    ("kinds", "danger", "level"),
    [
        ((), {}, 0),
        (("other",), {}, 0),
        (("insult",), {}, 1),
        (("other", "exclusion"), {}, 1),
        (("doxxing",), {}, 1),
        ((), {"repeated": "yes"}, 1),
        (("threat",), {}, 2),
        (("arson",), {}, 3),
    ],
)
def test_danger_level_of_the_aachener_modell(
    kinds: tuple[str, ...], danger: dict[str, str], level: int
) -> None:
    assert decide_severity(calm_report(*kinds, danger=danger), RULES, text=CLEAR_TEXT).danger_level == level
