"""Step one: how urgent the case is, with every reason."""

from __future__ import annotations

from models.actions.proposal import decide_again, describe_decision, save_decision
from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.installation import current_installation
from models.store.audit_log import record_events
from models.store.cases import parse_case_id
from models.store.open_cases import open_case
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
            case.danger_level = decision.danger_level
            case.classified_at = place.clock()
            await record_events(
                session,
                [AuditEvent(AuditEventName.SEVERITY_PROPOSED, SYSTEM, describe_decision(opened, decision))],
                municipality_id=case.municipality_id,
                case_id=case.case_id,
                now=case.classified_at,
            )
        return "" if case.severity is None else case.severity.value
