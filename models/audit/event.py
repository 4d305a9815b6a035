"""What may stand in the audit log: named events, an actor, references and classifications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from models.vocabulary import ActorKind

Detail: TypeAlias = "str | int | bool | list[str] | list[dict[str, str]] | dict[str, str] | None"


class AuditEventName(StrEnum):
    POLICY_ACTIVATED = "policy_activated"
    REPORT_RECEIVED = "report_received"
    SEVERITY_PROPOSED = "severity_proposed"
    SEVERITY_CONFIRMED = "severity_confirmed"
    SEVERITY_RAISED = "severity_raised"
    SEVERITY_LOWERED = "severity_lowered"
    ANSWERS_ADDED = "answers_added"
    NEXT_STEP_DECIDED = "next_step_decided"
    OFFICE_ASSIGNED = "office_assigned"
    NO_OFFICE_LEFT = "no_office_left"
    BIAS_MARKED = "bias_marked"
    CASE_RELEASED = "case_released"
    ABSENCE_ADDED = "absence_added"
    ABSENCE_REMOVED = "absence_removed"
    NOTICES_QUEUED = "notices_queued"
    DEADLINES_SCHEDULED = "deadlines_scheduled"
    QUESTION_ASKED = "question_asked"
    DEADLINES_REPLANNED = "deadlines_replanned"
    CASE_ROUTED = "case_routed"
    ROUTED_WITHOUT_PREFECT = "routed_without_prefect"
    ROUTED_AGAIN = "routed_again"
    CASE_MOVED_TO_POLICY = "case_moved_to_policy"
    ROUTING_SET_ASIDE = "routing_set_aside"
    ROUTING_TAKEN_UP_AGAIN = "routing_taken_up_again"
    DEADLINE_FIRED = "deadline_fired"
    DEADLINE_BREACHED = "deadline_breached"
    DEADLINE_SET_ASIDE = "deadline_set_aside"
    DEADLINE_MET = "deadline_met"
    DEADLINE_ARMED_AGAIN = "deadline_armed_again"
    DEADLINE_EXTENDED = "deadline_extended"
    DEADLINE_SET = "deadline_set"
    DEADLINE_CORRECTED = "deadline_corrected"
    DEADLINE_SUSPENDED = "deadline_suspended"
    DEADLINE_WAIVED = "deadline_waived"
    DEADLINE_CANCELLED = "deadline_cancelled"
    CASE_ACKNOWLEDGED = "case_acknowledged"
    CASE_CONTACTED = "case_contacted"
    CASE_PAUSED = "case_paused"
    CASE_RESUMED = "case_resumed"
    CASE_HANDED_OVER = "case_handed_over"
    CASES_LINKED = "cases_linked"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    INVARIANT_BROKEN = "invariant_broken"
    INVARIANT_HOLDS_AGAIN = "invariant_holds_again"
    TOKEN_ISSUED = "token_issued"  # noqa: S105  an event, not a secret
    TOKENS_REVOKED = "tokens_revoked"
    NOTICE_SENT = "notice_sent"
    NOTICE_FAILED = "notice_failed"
    NOTICE_CANCELLED = "notice_cancelled"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted. `via` is the system user behind a command line, empty otherwise."""

    kind: ActorKind
    actor_id: str = ""
    via: str = ""


SYSTEM = Actor(ActorKind.SYSTEM)
REPORTER = Actor(ActorKind.REPORTER)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    name: AuditEventName
    actor: Actor
    details: Mapping[str, Detail] = field(default_factory=dict)
