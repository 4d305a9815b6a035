"""Two policies side by side."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from models.policy import load_policy, shipped_policy
from models.policy.compare import Change, compare_files
from models.policy.consequences import Consequence, Difference, compare_decisions

pytestmark = pytest.mark.slow

AUGSBURG = files("models.policy").joinpath("augsburg.toml").read_text(encoding="utf-8")

SUNDAY = date(2026, 11, 22)


def consequences_of(old: str, new: str) -> list[Consequence]:
    assert old in AUGSBURG
    changed = load_policy(AUGSBURG.replace(old, new, 1).encode())
    return compare_decisions(shipped_policy("augsburg"), changed, today=SUNDAY)


def test_the_same_policy_differs_in_nothing() -> None:
    policy = shipped_policy("augsburg")
    assert compare_files(policy, policy) == []
    assert compare_decisions(policy, policy, today=SUNDAY) == []


def test_a_changed_level_shows_in_the_file_and_in_what_is_decided() -> None:
    changed = AUGSBURG.replace('id = "arson"\nlevel = "critical"', 'id = "arson"\nlevel = "high"')
    old, new = shipped_policy("augsburg"), load_policy(changed.encode())
    assert compare_files(old, new) == [Change("severity_rules (arson).level", '"critical"', '"high"')]
    (consequence,) = compare_decisions(old, new, today=SUNDAY)
    assert consequence == Consequence(
        "incident_kinds: arson",
        (
            Difference("severity", "critical", "high"),
            Difference("danger_level", "3", "2"),
            Difference("partners", "police-example (acute_danger)", "–"),
        ),
    )


CHANGES = [
    (
        'level = "medium"\nwhen = { danger = { danger_now = "unknown" } }',
        'level = "low"\nwhen = { danger = { danger_now = "unknown" } }',
        "danger_now: unknown",
        Difference("severity", "medium", "low"),
    ),
    (
        'id = "text-told-weapon"\nlevel = "high"',
        'id = "text-told-weapon"\nlevel = "medium"',
        "text: text-told-weapon",
        Difference("severity", "high", "medium"),
    ),
    (
        'assessed_languages = ["de", "en"]',
        'assessed_languages = ["de"]',
        "language: en",
        Difference("text_assessed", "yes", "no"),
    ),
    (
        "high = 2, critical = 3 }",
        "high = 3, critical = 3 }",
        "incident_kinds: threat",
        Difference("danger_level", "2", "3"),
    ),
    (
        'affected_roles = ["elected_official", "candidate"]',
        'affected_roles = ["elected_official"]',
        "incident_kinds: insult; affected_role: candidate",
        Difference("offences", "insult, insult_political", "insult"),
    ),
    (
        'also_inform_rules = ["discrimination-or-internal"]',
        "also_inform_rules = []",
        "incident_kinds: sexual_harassment; repeated: yes",
        Difference("also_inform", "antidiscrimination", "–"),
    ),
    (
        '"discrimination", "exclusion", "sexual_harassment"] },\n]\ntext_de = "Es geht um Benachteiligung, A',
        '"discrimination", "sexual_harassment"] },\n]\ntext_de = "Es geht um Benachteiligung, A',
        "incident_kinds: exclusion",
        Difference("office", "antidiscrimination", "integration"),
    ),
    (
        'office_fallback = ["antidiscrimination", "integration", "prevention"]',
        'office_fallback = ["prevention", "antidiscrimination", "integration"]',
        "not_to_offices: integration",
        Difference("office", "antidiscrimination", "prevention"),
    ),
    (
        '{ motives = ["racism", ',
        "{ motives = [",
        "motives: racism; consent: antidiscrimination_body",
        Difference("partners", "antidiscrimination-body-example (consent)", "–"),
    ),
    (
        'affected_roles = ["employee", "manager", "unknown"]',
        'affected_roles = ["employee", "manager"]',
        "incident_kinds: discrimination; affected_role: unknown; perpetrator: colleague; "
        "discrimination_known_on given",
        Difference(
            "deadlines",
            "acknowledge, first_contact, review, feedback, agg_claim",
            "acknowledge, first_contact, review, feedback",
        ),
    ),
    (
        'check_unless_kinds = ["insult"]',
        'check_unless_kinds = ["insult", "threat"]',
        "incident_kinds: threat; offender_known_on given",
        Difference(
            "deadlines",
            "acknowledge, first_contact, review, feedback, strafantrag check",
            "acknowledge, first_contact, review, feedback, strafantrag",
        ),
    ),
    (
        'clock = "office_hours", hours = 8',
        'clock = "office_hours", hours = 7',
        "severity: medium; submitted 2026-11-23 09:00Z",
        Difference("acknowledge due", "2026-11-24 10:30:00Z", "2026-11-24 09:30:00Z"),
    ),
    (
        "percent = 200",
        "percent = 250",
        "severity: critical; submitted 2026-11-23 09:00Z",
        Difference(
            "acknowledge steps",
            "2026-11-23 11:00Z leadership escalation, every 3600 s",
            "2026-11-23 11:30Z leadership escalation, every 3600 s",
        ),
    ),
    (
        '"12-24", "12-31"]',
        '"12-24"]',
        "severity: critical; submitted 2026-12-30 09:00Z",
        Difference("review due", "2027-01-04 15:00:00Z", "2026-12-31 15:00:00Z"),
    ),
]


@pytest.mark.parametrize(("old", "new", "report", "difference"), CHANGES)
def test_every_part_of_a_decision_is_compared(
    old: str, new: str, report: str, difference: Difference
) -> None:
    found = {consequence.report: consequence.differences for consequence in consequences_of(old, new)}
    assert difference in found.get(report, ()), found


def test_words_and_addresses_decide_nothing() -> None:
    assert consequences_of('text_de = "Eine Bedrohung wurde', 'text_de = "Eine Drohung wurde') == []
    assert consequences_of('mailbox = "praevention@', 'mailbox = "sicherheit@') == []


def test_what_only_one_of_them_has() -> None:
    more = AUGSBURG.replace('closing_days = ["12-24", "12-31"]', 'closing_days = ["12-24"]').replace(
        'email = "praevention.leitung@augsburg.example"',
        'email = "praevention.leitung@augsburg.example"\nlanguage = "en"',
    )
    assert compare_files(shipped_policy("augsburg"), load_policy(more.encode())) == [
        Change("calendar.closing_days", '["12-24", "12-31"]', '["12-24"]'),
        Change("people (prevention-head).language", None, '"en"'),
    ]
