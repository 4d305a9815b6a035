"""How far a new decision of the rules may move a case a person has judged."""

from __future__ import annotations

import pytest

from models.rules.decision import Reason, SeverityDecision
from models.rules.raising import choose_raised_severity
from models.vocabulary import ReasonSource, Severity

LOW, MEDIUM, HIGH, CRITICAL = Severity
JUDGED = {("threat", HIGH), ("repeated", MEDIUM)}


def decide(**reasons: Severity) -> SeverityDecision:
    rows = tuple(
        Reason(rule=rule, severity=level, text_de="", text_en="", source=ReasonSource.ANSWERS)
        for rule, level in reasons.items()
    )
    highest = max(reasons.values(), key=lambda level: level.rank)
    return SeverityDecision(highest, 0, rows, offences=(), text_assessed=True, open_questions=())


@pytest.mark.parametrize(
    ("standing", "proposed", "reasons", "after"),
    [
        # Nobody has lowered the case: the decision counts, upwards only.
        (MEDIUM, MEDIUM, {"threat": HIGH}, HIGH),
        (HIGH, HIGH, {"threat": HIGH}, HIGH),
        (HIGH, HIGH, {"other": LOW}, HIGH),
        (CRITICAL, HIGH, {"threat": HIGH}, CRITICAL),
        (HIGH, MEDIUM, {"weapon": CRITICAL}, CRITICAL),
        # A person has put it below the proposal: what they judged does not come back.
        (LOW, HIGH, {"threat": HIGH, "repeated": MEDIUM}, LOW),
        (LOW, HIGH, {"threat": HIGH, "coordinated": MEDIUM}, MEDIUM),
        (LOW, HIGH, {"threat": HIGH, "weapon": CRITICAL}, CRITICAL),
        (MEDIUM, HIGH, {"threat": HIGH, "coordinated": LOW}, MEDIUM),
        # The same rule at a higher level is a new reason.
        (LOW, HIGH, {"repeated": HIGH}, HIGH),
    ],
)
def test_only_upwards_and_only_by_what_is_new(
    standing: Severity, proposed: Severity, reasons: dict[str, Severity], after: Severity
) -> None:
    decision = decide(**reasons)
    assert choose_raised_severity(decision, standing=standing, proposed=proposed, judged=JUDGED) is after
