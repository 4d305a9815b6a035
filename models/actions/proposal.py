"""What the rules propose for an opened case, and how it is kept."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from models.rules.decision import Reason, SeverityDecision
from models.rules.severity import decide_severity
from models.rules.text import assess_text
from models.sealing import seal
from models.store.open_cases import OpenCase


def decide_again(opened: OpenCase) -> SeverityDecision:
    """The same report, answers and policy always give the same decision."""
    facts = opened.facts
    text = assess_text(facts.narrative, facts.exact_words, facts.language, today=opened.submitted_on)
    return decide_severity(facts, opened.ruleset, text=text)


def save_decision(opened: OpenCase, decision: SeverityDecision) -> None:
    """Classifications go into the row; the words of the report that matched are sealed beside them.

    The proposal never sinks: when a later answer settles what was unknown, the reasons of the higher
    proposal stay with the new ones.
    """
    case = opened.case
    reasons = [_to_row(reason) for reason in decision.reasons]
    if case.severity_proposed is None or decision.severity.rank >= case.severity_proposed.rank:
        case.severity_proposed = decision.severity
    else:
        reasons = [kept for kept in case.decision["reasons"] if kept not in reasons] + reasons
    case.decision = case.decision | {
        "reasons": reasons,
        "offences": list(decision.offences),
        "open_questions": list(decision.open_questions),
        "text_assessed": decision.text_assessed,
    }
    findings = [{"rule": reason.rule} | asdict(hit) for reason in decision.reasons for hit in reason.hits]
    plain = json.dumps(findings, ensure_ascii=False).encode()
    case.sealed_findings = seal(opened.key, plain, place=f"case_file.sealed_findings/{case.case_id}")


def describe_decision(
    opened: OpenCase, decision: SeverityDecision
) -> dict[str, str | int | bool | list[str]]:
    """For the audit log: which rules under which policy version."""
    return {
        "severity": decision.severity.value,
        "danger_level": decision.danger_level,
        "rules": [reason.rule for reason in decision.reasons],
        "text_assessed": decision.text_assessed,
        "policy": opened.ruleset.id,
        "policy_version": opened.ruleset.version,
        "policy_sha256": opened.ruleset.sha256,
    }


def _to_row(reason: Reason) -> dict[str, Any]:
    return {"rule": reason.rule, "severity": reason.severity.value, "source": reason.source.value}
