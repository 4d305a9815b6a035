"""Step two: which office is responsible."""

from __future__ import annotations

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.errors import StepOutOfOrder
from models.installation import current_installation
from models.rules.routing import choose_office
from models.store.audit_log import record_events
from models.store.cases import parse_case_id
from models.store.open_cases import open_case
from tasks.step import step


@step("Stelle bestimmen")
async def assign_office(case_id: str) -> str:
    """Assign the office; answers its id, empty when the report excludes every office."""
    place = current_installation()
    async with place.transaction() as session:
        opened = await open_case(session, parse_case_id(case_id), master=place.master_key)
        case = opened.case
        if case.severity is None:
            raise StepOutOfOrder("assign_office needs the severity")
        if case.assigned_at is None:
            chosen = choose_office(opened.facts, case.severity, ruleset=opened.ruleset)
            case.office_id = chosen.office
            case.assigned_at = place.clock()
            case.decision = case.decision | {
                "office_rule": chosen.rule,
                "also_inform": list(chosen.also_inform),
                "alarm": chosen.alarm,
            }
            name = AuditEventName.NO_OFFICE_LEFT if chosen.office is None else AuditEventName.OFFICE_ASSIGNED
            event = AuditEvent(
                name,
                SYSTEM,
                {
                    "office": chosen.office or "",
                    "rule": chosen.rule,
                    "also_inform": list(chosen.also_inform),
                    "not_to_offices": sorted(opened.facts.not_to_offices),
                },
            )
            await record_events(
                session,
                [event],
                municipality_id=case.municipality_id,
                case_id=case.case_id,
                now=case.assigned_at,
            )
        return case.office_id or ""
