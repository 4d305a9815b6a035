"""Each group of the data files carries a comment, its source and two examples; the examples hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from models.rules.text.catalogue import RULES
from models.rules.text.compiler import load_lexicon
from models.vocabulary import Severity
from tests.models.rules.text.levels import level

GROUPS = load_lexicon().groups
IDS = [f"{group['section']}-{group['name']}" for group in GROUPS]


@pytest.mark.parametrize("group", GROUPS, ids=IDS)
def test_a_group_is_explained(group: Mapping[str, Any]) -> None:
    assert all(str(group[name]).strip() for name in ("name", "comment", "source", "hit", "near_miss"))


@pytest.mark.parametrize("group", GROUPS, ids=IDS)
def test_the_hit_is_one(group: Mapping[str, Any]) -> None:
    assert level(group["hit"]) is Severity(group["hit_level"])


@pytest.mark.parametrize("group", GROUPS, ids=IDS)
def test_the_near_miss_is_none(group: Mapping[str, Any]) -> None:
    allowed = Severity(group.get("miss_level", "low"))
    assert level(group["near_miss"]).rank <= allowed.rank
    assert allowed.rank < Severity(group["hit_level"]).rank or group.get("rule") == "harmless"


def test_patterns_name_rules_that_exist() -> None:
    known = {*RULES, "near", "hint", "harmless"}
    assert {group["rule"] for group in GROUPS if group["section"] == "phrases"} <= known
