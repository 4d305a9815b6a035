"""Step one: how urgent the case is, with every reason."""

from __future__ import annotations

import json
from dataclasses import asdict

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.installation import current_installation
from models.rules.decision import SeverityDecision
from models.rules.severity import decide_severity
from models.rules.text import assess_text
from models.sealing import seal
from models.store.audit_log import record_events
from models.store.cases import parse_case_id
from models.store.open_cases import OpenCase, open_case
from tasks.step import step


@step("Dringlichkeit einstufen")
async def classify_severity(case_id: str) -> str:
    """Propose the severity of the case and save it with its reasons; answers the severity in force."""
    place = current_installation()
    async with place.transaction() as session:
        opened = await open_case(session, parse_case_id(case_id), master=place.master_key)
        case = opened.case
        if case.classified_at is None:
            decision = decide_again(opened)
            save_decision(opened, decision)
            case.severity = decision.severity
            case.classified_at = place.clock()
            await record_events(
                session,
                [AuditEvent(AuditEventName.SEVERITY_PROPOSED, SYSTEM, describe_decision(opened, decision))],
                municipality_id=case.municipality_id,
                case_id=case.case_id,
                now=case.classified_at,
            )
        return "" if case.severity is None else case.severity.value


def decide_again(opened: OpenCase) -> SeverityDecision:
    """The same report and policy always give the same decision."""
    facts = opened.facts
    text = assess_text(facts.narrative, facts.exact_words, facts.language, today=opened.submitted_on)
    return decide_severity(facts, opened.ruleset, text=text)


def save_decision(opened: OpenCase, decision: SeverityDecision) -> None:
    """Classifications go into the row; the words of the report that matched are sealed beside them."""
    case = opened.case
    case.severity_proposed = decision.severity
    case.danger_level = decision.danger_level
    case.decision = case.decision | {
        "reasons": [
            {"rule": reason.rule, "severity": reason.severity.value, "source": reason.source.value}
            for reason in decision.reasons
        ],
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
