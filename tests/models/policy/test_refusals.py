"""A policy with a mistake is refused as a whole, with the place and the mend."""

from __future__ import annotations

from importlib.resources import files

import pytest

from models.errors import PolicyRefused
from models.policy import load_policy

AUGSBURG = files("models.policy").joinpath("augsburg.toml").read_text(encoding="utf-8")


def problems_of(text: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(PolicyRefused) as refusal:
        load_policy(text.encode() if isinstance(text, str) else text)
    return refusal.value.problems


def changed(old: str, new: str, *, times: int = 1) -> str:
    assert old in AUGSBURG
    return AUGSBURG.replace(old, new, times)


MISTAKES = [
    # types and words
    ('level = "critical"', 'level = "severe"', "severity_rules[0] (danger-now).level", "critical"),
    ('version = "1"', "version = 1", "version", "a text"),
    ('version = "1"', 'version = " "', "version", "name"),
    ('slug = "augsburg"', 'slug = "augsburg"\nnick = "x"', "municipality.nick", "no known key"),
    ('slug = "augsburg"\n', "", "municipality.slug", "missing"),
    (
        'danger = { weapon = "yes" }',
        'danger = { weapons = "yes" }',
        "severity_rules[1] (weapon).when.danger.weapons",
        "weapon",
    ),
    (
        'danger = { weapon = "yes" }',
        'danger = { weapon = "maybe" }',
        "severity_rules[1] (weapon).when.danger.weapon",
        "unknown",
    ),
    ("levels = 1\n", 'levels = "1"\n', "raise_rules[0] (afraid).levels", "integer"),
    # filled in on loading
    ('id = "augsburg"', 'id = "augsburg"\nsha256 = "x"', "sha256", "remove"),
    ("[calendar]", "[calendar]\nfrozen_until = 2035-12-31", "calendar.frozen_until", "remove"),
    # severity
    (
        'assessed_languages = ["de", "en"]',
        'assessed_languages = ["de", "fr"]',
        "assessed_languages",
        "does not know fr",
    ),
    ('id = "weapon"', 'id = " "', "severity_rules ( ).id", "empty"),
    ('id = "weapon"', 'id = "danger-now"', "severity_rules (danger-now)", "2 times"),
    ('when = { danger = { weapon = "yes" } }', "when = {}", "severity_rules (weapon).when", "no condition"),
    (
        "when = { perpetrator_internal = true }",
        "when = { always = true, perpetrator_internal = true }",
        "severity_rules (perpetrator-internal).when",
        "always",
    ),
    (
        "when = { perpetrator_internal = true }",
        'when = { severity_at_least = "low" }',
        "severity_rules (perpetrator-internal).when.severity_at_least",
        "remove",
    ),
    (
        'level = "low"\nwhen = { always = true }',
        'level = "low"\nwhen = { incident_kinds = ["other"] }',
        "severity_rules",
        "every report",
    ),
    ("levels = 1\n", "levels = 0\n", "raise_rules (afraid).levels", "1, 2 or 3"),
    ("critical = 3 }", "critical = 4 }", "danger_levels.levels.critical", "0 to 3"),
    ("high = 2, critical = 3 }", "critical = 3 }", "danger_levels.levels.high", "missing"),
    ('offence = "threat"', 'offence = "theft"', "offence_hints (theft).offence", "incident kind"),
    # offices, people, partners
    ('office = "prevention"\nwhen', 'office = "nowhere"\nwhen', "office_rules (safety).office", "nowhere"),
    (
        'also_inform_rules = ["discrimination-or-internal"]',
        'also_inform_rules = ["safety"]',
        "office_rules (safety).also_inform_rules",
        "safety",
    ),
    (
        'when = [{ always = true }]\ntext_de = "Keine',
        'when = [{ perpetrator_internal = true }]\ntext_de = "Keine',
        "office_rules",
        "every report",
    ),
    ('"integration", "prevention"]', '"integration"]', "office_fallback", "prevention"),
    ('"integration", "prevention"]', '"integration", "prevention", "nowhere"]', "office_fallback", "nowhere"),
    (
        'mailbox = "praevention@augsburg.example"',
        'mailbox = "a@b.example, c@d.example"',
        "offices (prevention).mailbox",
        "e-mail",
    ),
    (
        'deputy = "prevention-officer-2"',
        'deputy = "nobody"',
        "people (prevention-officer-1).deputy",
        "nobody",
    ),
    (
        'id = "prevention-officer-2"',
        'id = "prevention-officer-2"\ndeputy = "prevention-officer-1"',
        "people (prevention-officer-1).deputy",
        "circle",
    ),
    (
        'id = "prevention-deputy"\nrole = "deputy"',
        'id = "prevention-deputy"\nrole = "officer"',
        "offices (prevention)",
        "role deputy",
    ),
    ('role = "leadership"', 'role = "coordinator"', "people", "leadership"),
    ('role = "coordinator"', 'role = "head"', "people (coordinator-1).office", "name it"),
    (
        'id = "coordinator-1"',
        'id = "coordinator-1"\noffice = "prevention"',
        "people (coordinator-1).office",
        "remove",
    ),
    (
        'office = "integration"\nname_de',
        'office = "nowhere"\nname_de',
        "people (integration-officer-1).office",
        "nowhere",
    ),
    ('id = "police-example"', 'id = "Police Example"', "partners (Police Example).id", "small letters"),
    (
        'kind = "police"\nname',
        'kind = "counselling"\nname',
        "partner_rules (police-with-consent).kind",
        "police",
    ),
    (
        'kind = "counselling"\nneeds_consent = true',
        'kind = "counselling"\nneeds_consent = false',
        "partner_rules (counselling-with-consent).needs_consent",
        "consent",
    ),
    (
        'needs_consent = false\nwhen = [{ severity_at_least = "critical" }]',
        'needs_consent = false\nwhen = [{ severity_at_least = "high" }]',
        "partner_rules (police-acute-danger).needs_consent",
        "critical",
    ),
    (
        'email = "ansprechstelle@polizei.example"',
        'email = "ansprechstelle@polizei.example"\nlanguage = "fr"',
        "partners (police-example).language",
        "de and en",
    ),
    # calendar
    ('timezone = "Europe/Berlin"', 'timezone = "Europe/Augsburg"', "calendar.timezone", "time zone"),
    (
        'holiday_subdivision = "Augsburg"',
        'holiday_subdivision = "Atlantis"',
        "calendar.holiday_subdivision",
        "place",
    ),
    ('closes = "12:30" }]', 'closes = "08:00" }]', "calendar.hours.friday (08:30-08:00)", "before it opens"),
    ('opens = "13:30"', 'opens = "12:00"', "calendar.hours.monday (12:00-16:00)", "overlaps"),
    ('"12-31"]', '"12-32"]', "calendar.closing_days (12-32)", "no day"),
    # deadlines
    ("hours = 1 }", "hours = -1 }", "deadline_rules (acknowledge).budgets.critical", "negative"),
    ("hours = 1 }", "hours = 0 }", "deadline_rules (acknowledge).budgets.critical", "more than none"),
    ("hours = 1 }", "days = 1 }", "deadline_rules (acknowledge).budgets.critical", "counts"),
    ("hours = 1 }", "hours = 9000 }", "deadline_rules (acknowledge).budgets.critical", "longer"),
    ('high = { clock = "elapsed", hours = 4 }\n', "", "deadline_rules (acknowledge).budgets.high", "missing"),
    ('ladder = "review"', 'ladder = "nowhere"', "deadline_rules (review).ladder", "nowhere"),
    ('ladder = "review"', 'ladder = "legal"', "deadline_rules (review).budgets.critical", "days_before"),
    ("percent = 50\n", "percent = 50\ndays_before = 3\n", "ladders (handling).steps[0]", "exactly one"),
    ("percent = 150", "percent = 60", "ladders (handling).steps", "order of time"),
    ("percent = 50\n", "percent = -50\n", "ladders (handling).steps[0]", "negative"),
    ('step = "due"\npercent = 100', 'step = "reminder"\npercent = 100', "ladders (handling).steps", "due"),
    ('audiences = ["leadership"]', "audiences = []", "ladders (handling).steps[4].audiences", "nobody"),
    (
        "repeat_every_s = { critical = 3600",
        "repeat_every_s = { critical = 0",
        "ladders (handling).repeat_every_s.critical",
        "seconds",
    ),
    (
        'overdue_audiences = ["officer", "head", "coordination"]\n',
        "",
        "ladders (legal).overdue_audiences",
        "told",
    ),
    ('anchors = ["offender_known_on"]', "anchors = []", "deadline_rules (strafantrag).anchors", "none"),
    (
        'estimated_anchors = ["occurred_on"]',
        'estimated_anchors = ["submission"]',
        "deadline_rules (agg_claim).estimated_anchors",
        "submission",
    ),
    ('kind = "agg_claim"', 'kind = "strafantrag"', "deadline_rules", "agg_claim"),
    # words
    (
        'text_en = "Somebody is in danger right now."',
        'text_en = ""',
        "severity_rules (danger-now).text_en",
        "empty",
    ),
]


@pytest.mark.parametrize(("old", "new", "place", "said"), MISTAKES)
def test_each_mistake_is_named(old: str, new: str, place: str, said: str) -> None:
    problems = problems_of(changed(old, new, times=2 if old == 'role = "leadership"' else 1))
    assert any(found == place and said in text for found, text in problems), problems


def test_all_mistakes_are_named_at_once() -> None:
    text = changed("hours = 1 }", "hours = -1 }").replace('deputy = "prevention-officer-2"', 'deputy = "x"')
    assert {place for place, _ in problems_of(text)} == {
        "deadline_rules (acknowledge).budgets.critical",
        "people (prevention-officer-1).deputy",
    }


def test_bad_toml_names_the_line() -> None:
    assert problems_of('id = "x"\n\nversion = = 2')[0][0] == "file"
    assert "line 3" in problems_of('id = "x"\n\nversion = = 2')[0][1]


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"", b"x" * 1_000_001, b"[" * 5000, b"a = " + b"[" * 3000])
def test_no_bytes_are_too_strange_to_be_refused(raw: bytes) -> None:
    assert problems_of(raw)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(PolicyRefused, match="No such file"):
        load_policy("/nonexistent/policy.toml")


def test_a_version_in_force_is_not_judged_by_later_checks() -> None:
    text = changed('role = "leadership"', 'role = "coordinator"', times=2)
    assert problems_of(text)
    assert load_policy(text.encode(), frozen_holidays={}).id == "augsburg"
