"""What must hold at every moment. Each is one query in `models/store/invariants`, which answers no row."""

from __future__ import annotations

from enum import StrEnum


class Invariant(StrEnum):
    """Names are said in metrics, in the audit log and in the file name of the query."""

    DISPATCHER_LIVES = "dispatcher_lives"
    DELIVERY_LIVES = "delivery_lives"
    CASES_ROUTED = "cases_routed"
    OBLIGATORY_DEADLINES = "obligatory_deadlines"
    DEADLINES_ACTED_ON = "deadlines_acted_on"
    NO_DEADLINE_ASLEEP = "no_deadline_asleep"
    NO_DEADLINE_SET_ASIDE = "no_deadline_set_aside"
    NO_DEADLINE_AFTER_CLOSING = "no_deadline_after_closing"
    PAUSES_RUN = "pauses_run"
    FIRINGS_IN_AUDIT_LOG = "firings_in_audit_log"
    FIRINGS_TOLD = "firings_told"
    NOTICES_OF_FIRINGS = "notices_of_firings"
    AUDIT_LOG_OF_FIRINGS = "audit_log_of_firings"
    NO_FIRING_AFTER_END = "no_firing_after_end"
    AUDIT_LOG_COMPLETE = "audit_log_complete"
    NOTICES_SENT = "notices_sent"
    RUNS_WORKED = "runs_worked"
    NO_RUN_SET_ASIDE = "no_run_set_aside"
    SAFEGUARDS_STAND = "safeguards_stand"
