"""An unknown is shown, unless a rule judged it."""

from __future__ import annotations

from models.rules.facts import ReportFacts
from models.rules.open_questions import find_open_questions
from models.vocabulary import Motive, Perpetrator
from tests.models.rules.samples import RULES, calm_report


def test_nothing_is_open_when_all_is_answered() -> None:
    assert find_open_questions(calm_report(), RULES) == ()


def test_a_report_without_answers_leaves_all_open_but_the_two_that_were_judged() -> None:
    assert find_open_questions(ReportFacts(narrative=""), RULES) == (
        "danger.injured",
        "danger.home_affected",
        "danger.family_affected",
        "danger.threat_concrete",
        "danger.repeated",
        "danger.coordinated",
        "danger.afraid",
        "perpetrator",
        "affected_role",
        "reporter_relation",
        "channel",
    )


def test_single_questions() -> None:
    assert find_open_questions(calm_report(danger={"injured": "unknown"}), RULES) == ("danger.injured",)
    assert find_open_questions(calm_report(perpetrator=Perpetrator.UNKNOWN), RULES) == ("perpetrator",)
    assert find_open_questions(calm_report(motives=[Motive.UNKNOWN]), RULES) == ("motives",)
    assert find_open_questions(calm_report(danger={"weapon": "unknown"}), RULES) == ()
