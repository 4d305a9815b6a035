"""Two policies side by side."""

from __future__ import annotations

from importlib.resources import files

from models.policy import load_policy, shipped_policy
from models.policy.compare import Change, compare_decisions, compare_files

AUGSBURG = files("models.policy").joinpath("augsburg.toml").read_text(encoding="utf-8")


def test_the_same_policy_differs_in_nothing() -> None:
    policy = shipped_policy("augsburg")
    assert compare_files(policy, policy) == []
    assert compare_decisions(policy, policy) == []


def test_a_changed_level_shows_in_the_file_and_in_what_is_decided() -> None:
    changed = AUGSBURG.replace('id = "arson"\nlevel = "critical"', 'id = "arson"\nlevel = "high"')
    old, new = shipped_policy("augsburg"), load_policy(changed.encode())
    assert compare_files(old, new) == [Change("severity_rules (arson).level", '"critical"', '"high"')]
    (consequence,) = compare_decisions(old, new)
    assert consequence.report == "arson (arson)"
    assert (consequence.old_severity, consequence.new_severity) == ("critical", "high")
    assert (consequence.old_office, consequence.new_office) == ("prevention", "prevention")


def test_what_only_one_of_them_has() -> None:
    more = AUGSBURG.replace('closing_days = ["12-24", "12-31"]', 'closing_days = ["12-24"]').replace(
        'email = "praevention.leitung@augsburg.example"',
        'email = "praevention.leitung@augsburg.example"\nlanguage = "en"',
    )
    assert compare_files(shipped_policy("augsburg"), load_policy(more.encode())) == [
        Change("calendar.closing_days", '["12-24", "12-31"]', '["12-24"]'),
        Change("people (prevention-head).language", None, '"en"'),
    ]
