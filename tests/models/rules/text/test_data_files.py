"""Each group of the data files carries a comment, its source and two examples; the examples hold."""

from __future__ import annotations

from models.rules.text.catalogue import RULES
from models.rules.text.compiler import load_lexicon
from models.vocabulary import Severity
from tests.models.rules.text.levels import level

GROUPS = {
    f"{group['section']} {number} {group['name']}": group
    for number, group in enumerate(load_lexicon().groups)
}


def test_every_group_is_explained() -> None:
    explained = ("name", "comment", "source", "hit", "near_miss")
    assert [
        name for name, group in GROUPS.items() if not all(str(group[key]).strip() for key in explained)
    ] == []


def test_every_hit_is_one() -> None:
    missed = {
        name: found for name, group in GROUPS.items() if (found := level(group["hit"])) != group["hit_level"]
    }
    assert missed == {}


def test_no_near_miss_is_one() -> None:
    found = {
        name: level(group["near_miss"])
        for name, group in GROUPS.items()
        if level(group["near_miss"]).rank > Severity(group.get("miss_level", "low")).rank
    }
    assert found == {}


def test_a_near_miss_lies_below_its_hit() -> None:
    assert [
        name
        for name, group in GROUPS.items()
        if Severity(group.get("miss_level", "low")).rank >= Severity(group["hit_level"]).rank
        and group.get("rule") != "harmless"
    ] == []


def test_patterns_name_rules_that_exist() -> None:
    known = {*RULES, "near", "hint", "harmless"}
    assert {group["rule"] for group in GROUPS.values() if group["section"] == "phrases"} <= known
