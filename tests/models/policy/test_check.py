"""A policy that holds together may still fail a report: what the proof finds."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from models.policy import SHIPPED, load_policy, shipped_policy
from models.policy.check import PROOFS, check_policy

AUGSBURG = files("models.policy").joinpath("augsburg.toml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 23)

RULE = """
[[severity_rules]]
id = "extra"
level = "{level}"
when = {{ {when} }}
text_de = "Text"
text_en = "Text"
source = "Policy of the offices"

[[severity_rules]]
id = "every-report"
"""


def with_rule(level: str, when: str) -> str:
    return AUGSBURG.replace(
        '\n[[severity_rules]]\nid = "every-report"\n', RULE.format(level=level, when=when), 1
    )


def without(block: str) -> str:
    """The file without one table of an array."""
    start = AUGSBURG.rindex("[[", 0, AUGSBURG.index(block))
    return AUGSBURG[:start] + AUGSBURG[AUGSBURG.index("\n[[", start) + 1 :]


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_is_sound(name: str) -> None:
    outcome = check_policy(shipped_policy(name), today=TODAY)
    assert outcome.problems == ()
    assert outcome.is_sound
    assert [place for place, _ in outcome.notes] == ["addresses"]
    assert outcome.covered["reports"] > 30


MISTAKES = {
    "dead": (with_rule("medium", 'incident_kinds = ["threat"]'), "severity_rules (extra)", "dead (threat)"),
    "rewards no": (
        with_rule("high", 'danger = { coordinated = "no" }'),
        "severity_rules (extra)",
        "worse answer to coordinated",
    ),
    "rewards unknown": (
        with_rule("critical", 'danger = { injured = "unknown" }'),
        "severity_rules (extra)",
        "worse answer to injured",
    ),
    "finding without level": (without('id = "text-told-weapon"'), "text_rules", "text-told-weapon"),
    "finding nobody makes": (
        AUGSBURG.replace('id = "text-told-weapon"', 'id = "text-told-fairy-tale"', 1),
        "text_rules (text-told-fairy-tale)",
        "dead",
    ),
    "unread text low": (
        AUGSBURG.replace(
            'id = "text-not-assessed"\nlevel = "medium"', 'id = "text-not-assessed"\nlevel = "low"'
        ),
        "text_rules (text-not-assessed).level",
        "never low",
    ),
    "office rule never reached": (
        AUGSBURG.replace(
            "{ perpetrator_internal = true },\n"
            '  { incident_kinds = ["discrimination", "exclusion", "sexual_harassment"] },',
            '{ incident_kinds = ["arson"] },',
            1,
        ),
        "office_rules (discrimination-or-internal)",
        "dead",
    ),
    "office nobody is sent to": (
        AUGSBURG.replace(
            'id = "everything-else"\noffice = "integration"', 'id = "everything-else"\noffice = "prevention"'
        ),
        "offices (integration)",
        "no rule",
    ),
    "partner nobody reaches": (
        AUGSBURG.replace(
            'id = "police-acute-danger"\nkind = "police"\nneeds_consent = false',
            'id = "police-acute-danger"\nkind = "police"\nneeds_consent = true',
        ),
        "partner_rules (police-acute-danger)",
        "dead",
    ),
    "deadline nobody gets": (
        AUGSBURG.replace(
            'ladder = "review"\nwhen = [{ always = true }]',
            'ladder = "review"\nwhen = [{ incident_kinds = ["arson"] }]',
        ),
        "deadline_rules (review)",
        "gets no such deadline",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_found(mistake: str) -> None:
    text, place, said = MISTAKES[mistake]
    assert text != AUGSBURG
    problems = check_policy(load_policy(text.encode()), today=TODAY).problems
    assert any(found == place and said in problem for found, problem in problems), problems


def test_each_proof_is_named_before_it_begins() -> None:
    begun: list[str] = []
    check_policy(shipped_policy("augsburg"), today=TODAY, on_proof=begun.append)
    assert tuple(begun) == PROOFS


def test_the_calendar_has_to_reach_thirteen_months() -> None:
    policy = shipped_policy("augsburg")
    assert check_policy(policy, today=date(2034, 11, 30)).is_sound
    (problem,) = check_policy(policy, today=date(2034, 12, 1)).problems
    assert problem[0] == "calendar"
