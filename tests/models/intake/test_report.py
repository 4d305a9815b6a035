from __future__ import annotations

import json
from datetime import date

import pytest

from models.intake import ReportIn
from models.intake.consent import CONSENT_TEXT_VERSION
from models.vocabulary import (
    AffectedRole,
    Answer,
    Channel,
    DangerQuestion,
    Identity,
    IncidentKind,
    Motive,
    PartnerKind,
    Perpetrator,
    ReporterRelation,
)
from tests.models.intake.reports import read_report

FULL: dict[str, object] = {
    "municipality": "musterstadt",
    "language": "TR",
    "narrative": "  Zeile 1\r\nZeile 2 😡\n",
    "exact_words": "Wörtlich",
    "occurred_on": "2026-11-01",
    "place": "Rathaus",
    "channel": "in_person",
    "incident_kinds": ["threat", "insult", "threat"],
    "motives": ["racism", "unknown"],
    "affected_role": "candidate",
    "reporter_relation": "witness",
    "perpetrator": "citizen",
    "danger": {"weapon": "yes", "danger_now": "no"},
    "offender_known_on": "2026-11-02",
    "discrimination_known_on": "2026-10-31",
    "identity": "named",
    "contact": {"name": "Ada Ä.", "email": "ada@example.org", "phone": "0821 324-0"},
    "consent": ["police", "counselling"],
    "not_to_offices": ["safety"],
}


def test_the_narrative_alone_is_a_report() -> None:
    report = read_report()
    assert report.municipality == "musterstadt"
    assert report.language == "de"
    assert report.identity is Identity.ANONYMOUS
    assert report.channel is Channel.UNKNOWN
    assert report.danger == dict.fromkeys(DangerQuestion, Answer.UNKNOWN)
    assert report.consent_text is None
    assert report.facts().not_to_offices == frozenset()


def test_a_full_report_is_kept_to_the_letter() -> None:
    report = read_report(**FULL)
    assert report.narrative == FULL["narrative"]
    assert report.language == "tr"
    assert report.contact_name == "Ada Ä."
    assert report.consent_text == CONSENT_TEXT_VERSION
    facts = report.facts()
    assert facts.narrative == FULL["narrative"]
    assert facts.exact_words == "Wörtlich"
    assert facts.language == "tr"
    assert facts.occurred_on == date(2026, 11, 1)
    assert facts.channel is Channel.IN_PERSON
    assert facts.incident_kinds == {IncidentKind.THREAT, IncidentKind.INSULT}
    assert facts.motives == {Motive.RACISM, Motive.UNKNOWN}
    assert facts.affected_role is AffectedRole.CANDIDATE
    assert facts.reporter_relation is ReporterRelation.WITNESS
    assert facts.perpetrator is Perpetrator.CITIZEN
    assert facts.danger[DangerQuestion.WEAPON] is Answer.YES
    assert facts.danger[DangerQuestion.DANGER_NOW] is Answer.NO
    assert facts.danger[DangerQuestion.AFRAID] is Answer.UNKNOWN
    assert facts.offender_known_on == date(2026, 11, 2)
    assert facts.discrimination_known_on == date(2026, 10, 31)
    assert facts.identity is Identity.NAMED
    assert facts.consent == {PartnerKind.POLICE, PartnerKind.COUNSELLING}
    assert facts.not_to_offices == {"safety"}


@pytest.mark.parametrize("fields", [{}, FULL])
def test_what_is_stored_comes_back_the_same(fields: dict[str, object]) -> None:
    report = read_report(**fields)
    stored = json.loads(json.dumps(report.to_stored()))
    assert ReportIn.from_stored(stored) == report
    assert ReportIn.from_stored(stored).to_stored() == report.to_stored()


def test_the_same_report_is_stored_the_same_whatever_the_order() -> None:
    one = read_report(incident_kinds=["threat", "insult"], danger={"weapon": "yes", "afraid": "no"})
    other = read_report(
        danger={"afraid": "no", "weapon": "yes"}, incident_kinds=["insult", "threat", "insult"]
    )
    assert json.dumps(one.to_stored()) == json.dumps(other.to_stored())


def test_a_report_shows_nothing_of_itself() -> None:
    shown = repr(read_report(**FULL)) + str(read_report(**FULL).facts())
    for word in ("Zeile", "Wörtlich", "Rathaus", "Ada", "0821"):
        assert word not in shown


@pytest.mark.parametrize(
    ("fields", "identity"),
    [
        ({"contact": {"phone": "1"}}, Identity.CONFIDENTIAL),
        ({"contact": {"name": ""}}, Identity.ANONYMOUS),
        ({"contact": {}}, Identity.ANONYMOUS),
        ({"contact": None}, Identity.ANONYMOUS),
        ({"contact": {"name": " "}, "identity": "anonymous"}, Identity.ANONYMOUS),
        ({"contact": {"name": "Ada"}, "identity": "named"}, Identity.NAMED),
        ({"identity": "confidential"}, Identity.CONFIDENTIAL),
        ({"identity": None, "contact": {"name": "Ada"}}, Identity.CONFIDENTIAL),
    ],
)
def test_identity_follows_the_contact(fields: dict[str, object], identity: Identity) -> None:
    assert read_report(**fields).identity is identity


@pytest.mark.parametrize(
    "field", ["exact_words", "occurred_on", "place", "offender_known_on", "discrimination_known_on"]
)
def test_null_is_left_out_where_no_word_is_the_default(field: str) -> None:
    assert read_report(**{field: None}) == read_report()


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("de", "de"),
        ("DE-at", "de-AT"),
        ("zh-hANT-tw", "zh-Hant-TW"),
        ("sr-latn", "sr-Latn"),
        ("es-419", "es-419"),
        ("de-CH-1901", "de-CH-1901"),
        ("zh-yue-HK", "zh-yue-HK"),
        ("en-US-u-CA-gregory", "en-US-u-ca-gregory"),
        ("x-whatever", "x-whatever"),
        ("de-x-AB", "de-x-ab"),
        ("I-KLINGON", "i-klingon"),
        ("und", "und"),
    ],
)
def test_language_tags_are_brought_into_their_normal_form(tag: str, normal: str) -> None:
    assert read_report(language=tag).language == normal


@pytest.mark.parametrize(
    "address", ["a@b.example", "a.b+c@x-y.example.org", "post@müller.example", "o'neil@example.org"]
)
def test_usual_addresses_are_taken(address: str) -> None:
    assert read_report(contact={"email": address}).contact_email == address
