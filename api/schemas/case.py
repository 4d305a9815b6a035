"""Cases as JSON, for scripts and clients of the API: stable keys, instants in UTC with Z."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from models.rules.start_events import QUESTIONS
from models.store.case_details import CaseDetails
from models.tables import CaseFile, Deadline, Notice


def case_to_json(case: CaseFile) -> dict[str, Any]:
    return {
        "case_ref": case.case_ref,
        "case_id": str(case.case_id),
        "municipality": case.municipality_id,
        "state": case.state.value,
        "severity": None if case.severity is None else case.severity.value,
        "severity_proposed": None if case.severity_proposed is None else case.severity_proposed.value,
        "danger_level": case.danger_level,
        "office": case.office_id,
        "submitted_at": _instant(case.submitted_at),
        "routed_at": _instant(case.routed_at),
        "acknowledged_at": _instant(case.acknowledged_at),
        "acknowledged_by": case.acknowledged_by,
        "first_contact_at": _instant(case.first_contact_at),
        "paused_at": _instant(case.paused_at),
        "pause_ends_at": _instant(case.pause_ends_at),
        "closed_at": _instant(case.closed_at),
    }


def details_to_json(details: CaseDetails) -> dict[str, Any]:
    case = details.case
    return case_to_json(case) | {
        "severity_confirmed_at": _instant(case.severity_confirmed_at),
        "severity_confirmed_by": case.severity_confirmed_by,
        "next_step": None if case.next_step is None else case.next_step.value,
        "decision": case.decision,
        "policy": dict(details.ruleset.reference),
        "deadlines": [_deadline(row) for row in details.deadlines if row.kind not in QUESTIONS],
        "questions": [_deadline(row) for row in details.deadlines if row.kind in QUESTIONS],
        "notices": [_notice(row) for row in details.notices],
        "referrals": [
            {
                "partner": row.partner_id,
                "kind": row.kind.value,
                "because": row.because.value,
                "state": row.state.value,
            }
            for row in details.referrals
        ],
        "linked": list(details.linked),
        "linked_unseen": details.linked_unseen,
        "audit": list(details.audit),
    }


def _deadline(row: Deadline) -> dict[str, Any]:
    return {
        "kind": row.kind.value,
        "entitled_person": row.entitled_person.value,
        "clock": row.clock.value,
        "state": row.state.value,
        "due_at": _instant(row.due_at),
        "due_on": None if row.due_on is None else row.due_on.isoformat(),
        "next_action_at": _instant(row.next_action_at),
        "estimated": row.estimated,
        "check": row.check_needed,
        "reason": row.reason,
        "set_aside_at": _instant(row.set_aside_at),
        "steps": row.plan,
        "steps_taken": row.step_no,
        "repeats_taken": row.repeat_no,
    }


def _notice(row: Notice) -> dict[str, Any]:
    return {
        "message": row.message.value,
        "recipient_kind": row.recipient_kind.value,
        "recipient": row.recipient_id,
        "state": row.state.value,
        "attempts": row.attempts,
        "created_at": _instant(row.created_at),
        "sent_at": _instant(row.sent_at),
        "failure_code": row.failure_code,
    }


def _instant(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
