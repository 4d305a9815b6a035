"""What a verdict on the severity needs, for every way from one level to another."""

from __future__ import annotations

from itertools import product

import pytest

from models.refusals import ActionRefused, ReasonMissing, SecondPersonIsTheFirst, SecondPersonMissing
from models.rules.verdict import check_verdict
from models.vocabulary import Severity

WAYS = list(product(Severity, Severity, Severity))


def ask(
    level: Severity, standing: Severity, proposed: Severity, *, reason: bool, second: str | None
) -> type[ActionRefused] | None:
    try:
        check_verdict(
            level,
            standing=standing,
            proposed=proposed,
            has_reason=reason,
            officer_id="first",
            second_id=second,
        )
    except ActionRefused as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize(("level", "standing", "proposed"), WAYS)
def test_any_change_needs_a_reason_and_to_confirm_needs_none(
    level: Severity, standing: Severity, proposed: Severity
) -> None:
    refusal = ask(level, standing, proposed, reason=False, second="second")
    assert refusal is (None if level is standing else ReasonMissing)


@pytest.mark.parametrize(("level", "standing", "proposed"), WAYS)
def test_two_people_lower_what_is_critical(level: Severity, standing: Severity, proposed: Severity) -> None:
    lowers = level.rank < standing.rank and Severity.CRITICAL in {standing, proposed}
    refusal = ask(level, standing, proposed, reason=True, second=None)
    assert refusal is (SecondPersonMissing if lowers else None)
    assert ask(level, standing, proposed, reason=True, second="second") is None


@pytest.mark.parametrize(("level", "standing", "proposed"), WAYS)
def test_nobody_is_their_own_second_person(level: Severity, standing: Severity, proposed: Severity) -> None:
    assert ask(level, standing, proposed, reason=True, second="first") is SecondPersonIsTheFirst
