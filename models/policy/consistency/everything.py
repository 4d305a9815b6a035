"""All consistency checks in the order of the file."""

from __future__ import annotations

from models.policy.consistency.calendar import calendar_problems
from models.policy.consistency.deadlines import deadline_problems
from models.policy.consistency.directory import directory_problems
from models.policy.consistency.problem import Problem
from models.policy.consistency.routing import office_rule_problems, partner_rule_problems
from models.policy.consistency.severity import severity_problems
from models.policy.consistency.texts import text_problems
from models.rules.ruleset import Ruleset


def find_problems(ruleset: Ruleset) -> list[Problem]:
    """Every problem as (key path, what is wrong and how to mend it); empty when the policy holds together."""
    return [
        *directory_problems(ruleset),
        *calendar_problems(ruleset),
        *severity_problems(ruleset),
        *office_rule_problems(ruleset),
        *partner_rule_problems(ruleset),
        *deadline_problems(ruleset),
        *text_problems(ruleset),
    ]
