"""How far a new decision of the rules may move a case: up, and never over what a person has judged."""

from __future__ import annotations

from collections.abc import Collection

from models.rules.decision import SeverityDecision
from models.vocabulary import Severity

Judged = Collection[tuple[str, Severity]]


def choose_raised_severity(
    decision: SeverityDecision, *, standing: Severity, proposed: Severity, judged: Judged
) -> Severity:
    """The severity in force after the rules decided again; never below `standing`.

    When a person has put the case below what was `proposed`, the reasons they had before them (`judged`, as
    rule and level) are answered for: only a reason that is new raises again, and only to its own level.
    """
    levels = [standing]
    if standing.rank >= proposed.rank:
        levels.append(decision.severity)
    else:
        levels += [
            reason.severity for reason in decision.reasons if (reason.rule, reason.severity) not in judged
        ]
    return max(levels, key=lambda level: level.rank)
