"""What the local stack tells its processes beyond what a person set."""

from __future__ import annotations

from pathlib import Path

import pytest

from deployments.local.stack.environment import common_environment
from deployments.local.stack.plan import Plan

DIGEST = "MELDEWEG_MAIL_DIGEST_EVERY_S"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MELDEWEG_HOME", str(tmp_path))
    monkeypatch.delenv(DIGEST, raising=False)


@pytest.mark.parametrize(("policy", "told"), [("demo", "20"), ("augsburg", None)])
def test_digests_are_quick_for_the_demo_policy_alone(policy: str, told: str | None) -> None:
    assert common_environment(Plan.from_settings(policy)).get(DIGEST) == told


@pytest.mark.parametrize("policy", ["demo", "augsburg"])
def test_what_a_person_set_stays(monkeypatch: pytest.MonkeyPatch, policy: str) -> None:
    monkeypatch.setenv(DIGEST, "90")
    monkeypatch.setenv("MELDEWEG_MAIL_RELAY__HOST", "relay.test")
    told = common_environment(Plan.from_settings(policy))
    assert told[DIGEST] == "90"
    assert told["MELDEWEG_MAIL_RELAY__HOST"] == "relay.test"
    assert "MELDEWEG_MAIL_RELAY__PORT" not in told
