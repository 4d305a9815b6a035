"""Partners: nobody without consent, but the police of acute danger."""

from __future__ import annotations

import pytest

from models.rules.facts import ReportFacts
from models.rules.partners import choose_partners
from models.vocabulary import Channel, IncidentKind, Motive, PartnerKind, Severity
from tests.models.rules.samples import RULES, calm_report

ALL = tuple(kind.value for kind in PartnerKind)
LEGAL = {"insult", "threat", "coercion", "stalking", "doxxing", "incitement"}
LEGAL |= {"discrimination", "sexual_harassment"}
ONLINE = {"insult", "threat", "incitement", "hate_symbols", "doxxing"}
UNEQUAL = {"discrimination", "exclusion", "sexual_harassment"}


def told(facts: ReportFacts, severity: str = "low") -> dict[str, str]:
    chosen = choose_partners(facts, Severity(severity), ruleset=RULES)
    return {choice.kind.value: choice.because.value for choice in chosen}


@pytest.mark.parametrize(
    ("severity", "with_consent", "without"),
    [
        ("critical", {"police": "consent"}, {"police": "acute_danger"}),
        ("high", {"police": "consent"}, {}),
        ("medium", {}, {}),
        ("low", {}, {}),
    ],
)
def test_police(severity: str, with_consent: dict[str, str], without: dict[str, str]) -> None:
    assert told(calm_report("threat", consent=["police"]), severity) == with_consent
    assert told(calm_report("threat"), severity) == without


@pytest.mark.parametrize("severity", Severity)
def test_counselling_from_medium_on(severity: Severity) -> None:
    reached = "counselling" in told(calm_report(consent=["counselling"]), severity)
    assert reached is (severity is not Severity.LOW)


@pytest.mark.parametrize("kind", IncidentKind)
def test_kinds_of_each_partner(kind: IncidentKind) -> None:
    facts = calm_report(kind, consent=ALL, channel=Channel.SOCIAL_MEDIA)
    expected = {"antidiscrimination_body"} if kind.value in UNEQUAL else set()
    expected |= {"legal_aid"} if kind.value in LEGAL else set()
    expected |= {"online_hate_unit"} if kind.value in ONLINE else set()
    assert set(told(facts)) == expected


@pytest.mark.parametrize("motive", Motive)
def test_motives_of_the_antidiscrimination_body(motive: Motive) -> None:
    expected = set() if motive in {Motive.POLITICAL, Motive.UNKNOWN} else {"antidiscrimination_body"}
    assert set(told(calm_report(motives=[motive], consent=ALL))) == expected


@pytest.mark.parametrize("channel", Channel)
def test_channels_of_the_online_hate_unit(channel: Channel) -> None:
    facts = calm_report("hate_symbols", channel=channel, consent=ALL)
    online = channel in {Channel.SOCIAL_MEDIA, Channel.EMAIL, Channel.MESSENGER}
    assert ("online_hate_unit" in told(facts)) is online


@pytest.mark.parametrize("kind", IncidentKind)
def test_nobody_is_told_without_consent_below_critical(kind: IncidentKind) -> None:
    facts = calm_report(kind, motives=["racism"], channel=Channel.EMAIL)
    assert all(told(facts, severity) == {} for severity in ("low", "medium", "high"))
    assert told(facts, "critical") == {"police": "acute_danger"}


def test_each_choice_names_partner_rule_and_texts() -> None:
    facts = calm_report("threat", "discrimination", consent=ALL, channel=Channel.EMAIL)
    chosen = choose_partners(facts, Severity.CRITICAL, ruleset=RULES)
    assert [choice.partner for choice in chosen] == [
        "police-example",
        "counselling-example",
        "antidiscrimination-body-example",
        "legal-aid-example",
        "online-hate-unit-example",
    ]
    assert chosen[0].rule == "police-with-consent"
    assert all(choice.text_de and choice.text_en for choice in chosen)
