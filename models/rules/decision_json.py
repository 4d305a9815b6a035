"""A decision in the words of the interface: what `meldeweg dry-run` prints and a case keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from models.rules.decision import Decision, PlannedDeadline, PlannedStep, Reason
from models.vocabulary import EntitledPerson

_SECONDS_END = len("YYYY-MM-DDTHH:MM:SS")


def decision_to_json(decision: Decision) -> dict[str, Any]:
    """Plain JSON values; no word of the report but the rules' own texts."""
    severity, office = decision.severity, decision.office
    written: dict[str, Any] = {
        "severity": severity.severity.value,
        "danger_level": severity.danger_level,
        "offences": list(severity.offences),
        "text_assessed": severity.text_assessed,
        "reasons": [_reason_to_json(reason) for reason in severity.reasons],
        "open_questions": list(severity.open_questions),
        "office": office.office,
        "also_inform": list(office.also_inform),
        "partners": [
            {"partner": choice.partner, "kind": choice.kind.value, "because": choice.because.value}
            for choice in decision.partners
        ],
        "deadlines": [deadline_to_json(deadline) for deadline in decision.deadlines],
        "policy": dict(decision.policy),
    }
    if office.alarm is not None:
        written["alarm"] = office.alarm
    return written


def deadline_to_json(deadline: PlannedDeadline) -> dict[str, Any]:
    """Marks stand only where they are true; `entitled_person` only when it is somebody else than affected."""
    written: dict[str, Any] = {
        "kind": deadline.kind.value,
        "clock": deadline.clock.value,
        "due_at": _instant(deadline.due_at),
    }
    if deadline.due_on is not None:
        written["due_on"] = deadline.due_on.isoformat()
    if deadline.entitled_person is EntitledPerson.SUPERIOR:
        written["entitled_person"] = deadline.entitled_person.value
    if deadline.overdue:
        written["overdue"] = True
    if deadline.estimated:
        written["estimated"] = True
    if deadline.check:
        written["check"] = True
    if deadline.beyond_calendar:
        written["beyond_calendar"] = True
    written["steps"] = [_step_to_json(step) for step in deadline.steps]
    return written


def _reason_to_json(reason: Reason) -> dict[str, str]:
    return {
        "rule": reason.rule,
        "severity": reason.severity.value,
        "text": reason.text_de,
        "source": reason.source.value,
    }


def _step_to_json(step: PlannedStep) -> dict[str, Any]:
    written: dict[str, Any] = {
        "at": _instant(step.at),
        "audience": step.audience.value,
        "step": step.step.value,
    }
    if step.repeat_every_s is not None:
        written["repeat_every_s"] = step.repeat_every_s
    return written


@lru_cache(maxsize=8192)  # reports of the same second share their plans, and with them every moment
def _instant(moment: datetime) -> str:
    """RFC 3339 in UTC with `Z`, whole seconds."""
    return moment.astimezone(UTC).isoformat()[:_SECONDS_END] + "Z"
