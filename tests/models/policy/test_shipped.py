"""What the shipped policies hold besides their rules."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from importlib.resources import files
from typing import Any

import pytest

from models.errors import PolicyRefused
from models.policy import SHIPPED, load_policy, shipped_policy
from models.rules.decide import decide
from models.rules.decision import TextAssessment
from models.rules.facts import ReportFacts
from models.vocabulary import IncidentKind, PartnerKind, Role
from tests.models.rules.samples import MONDAY


def document(name: str) -> dict[str, Any]:
    return tomllib.loads(files("models.policy").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def test_augsburg_names_its_three_offices() -> None:
    policy = shipped_policy("augsburg")
    assert (policy.id, policy.version) == ("augsburg", "1")
    assert policy.ruleset.municipality.slug == "augsburg"
    assert {office.id: office.name_de for office in policy.ruleset.offices} == {
        "integration": "Büro für gesellschaftliche Integration",
        "prevention": "Büro für Kommunale Prävention",
        "antidiscrimination": "Zentrale Antidiskriminierungsstelle",
    }
    assert policy.ruleset.office_fallback == ("antidiscrimination", "integration", "prevention")
    assert policy.ruleset.assessed_languages == {"de", "en"}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_office_has_people_and_every_partner_kind_a_partner(name: str) -> None:
    rules = shipped_policy(name).ruleset
    for office in rules.offices:
        roles = [person.role for person in rules.people if person.office == office.id]
        assert roles.count(Role.OFFICER) >= 2
        assert {Role.DEPUTY, Role.HEAD} <= set(roles)
    assert {person.role for person in rules.people if person.office is None} == {
        Role.COORDINATOR,
        Role.LEADERSHIP,
    }
    missing = set(PartnerKind) - {partner.kind for partner in rules.partners}
    assert missing == (set() if name != "nordhaven" else {PartnerKind.ONLINE_HATE_UNIT})


@pytest.mark.parametrize("name", SHIPPED)
def test_every_address_is_reserved(name: str) -> None:
    rules = shipped_policy(name).ruleset
    addresses = [rules.coordination_mailbox]
    addresses += [office.mailbox for office in rules.offices]
    addresses += [person.email for person in rules.people]
    addresses += [partner.email for partner in rules.partners]
    assert all(address.endswith(".example") for address in addresses)
    assert len(set(addresses)) == len(addresses)


def test_the_policy_is_named_by_the_bytes_of_its_file() -> None:
    raw = files("models.policy").joinpath("augsburg.toml").read_bytes()
    policy = shipped_policy("augsburg")
    assert policy.sha256 == sha256(raw).hexdigest() == policy.ruleset.reference["sha256"]
    assert policy.text.encode() == raw


def test_the_demo_differs_in_times_alone() -> None:
    real, demo = document("augsburg"), document("demo")
    assert demo.pop("id") == "augsburg-demo"
    assert real.pop("id") == "augsburg"
    for rules in (real, demo):
        for ladder in rules["ladders"]:
            ladder.pop("repeat_every_s", None)
        for rule in rules["deadline_rules"]:
            if rule["kind"] in {"acknowledge", "first_contact"}:
                rule.pop("budgets")
    assert demo == real


@pytest.mark.parametrize("kind", ["acknowledge", "first_contact"])
def test_the_demo_goes_through_a_critical_case_in_three_minutes(kind: str) -> None:
    rules = shipped_policy("demo").ruleset
    facts = ReportFacts(narrative="", incident_kinds=frozenset({IncidentKind.ARSON}))
    decision = decide(facts, rules, submitted_at=MONDAY, text=TextAssessment(True))
    deadline = next(deadline for deadline in decision.deadlines if deadline.kind == kind)
    last = deadline.steps[-1]
    assert {step.step.value for step in deadline.steps} == {"reminder", "due", "escalation"}
    assert last.repeat_every_s is not None
    assert (last.at - MONDAY).total_seconds() + last.repeat_every_s <= 180


def test_the_demo_works_at_night_at_every_severity() -> None:
    for rule in shipped_policy("demo").ruleset.deadline_rules:
        if rule.kind in {"acknowledge", "first_contact"}:
            assert {budget.clock.value for budget in rule.budgets.values()} == {"elapsed"}


def test_a_shipped_policy_that_is_not_there() -> None:
    with pytest.raises(PolicyRefused, match="augsburg"):
        shipped_policy("ulm")


def test_a_policy_is_read_from_a_path_too(tmp_path: Any) -> None:
    path = tmp_path / "copy.toml"
    path.write_bytes(files("models.policy").joinpath("augsburg.toml").read_bytes())
    assert load_policy(path).sha256 == load_policy(str(path)).sha256 == shipped_policy("augsburg").sha256
