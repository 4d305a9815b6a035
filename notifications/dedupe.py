"""Dedupe keys: one per effect, from ids and instants, unique in the outbox.

Equal parts give the equal key, different parts never the same one, and no key is longer than `LONGEST`.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from uuid import UUID

from models.vocabulary import MessageName, Severity

LONGEST = 200
Id = UUID | str | int

_PLAIN = re.compile(r"[A-Za-z0-9_.+-]+")


def case_assigned_key(case_id: Id, office_id: Id, *, recipient_id: Id, assignment_no: int = 1) -> str:
    """`assignment_no` counts the assignments of the case: one that comes back is told again."""
    return _key(MessageName.CASE_ASSIGNED, case_id, office_id, assignment_no, recipient_id)


def case_to_know_key(case_id: Id, office_id: Id, *, recipient_id: Id, assignment_no: int = 1) -> str:
    return _key(MessageName.CASE_TO_KNOW, case_id, office_id, assignment_no, recipient_id)


def partner_referral_key(case_id: Id, partner_id: Id, *, referral_no: int = 1) -> str:
    """`referral_no` counts the hand-overs of this case to this partner."""
    return _key(MessageName.PARTNER_REFERRAL, case_id, partner_id, referral_no)


def partner_acute_danger_key(case_id: Id, partner_id: Id, *, call_no: int = 1) -> str:
    return _key(MessageName.PARTNER_ACUTE_DANGER, case_id, partner_id, call_no)


def deadline_key(deadline_id: Id, generation: int, *, step_no: int, repeat_no: int, recipient_id: Id) -> str:
    """One telling of one recipient by one firing; reminders and escalations share the numbering of steps."""
    return _key("deadline", deadline_id, generation, step_no, repeat_no, recipient_id)


def severity_raised_key(case_id: Id, severity: Severity, *, recipient_id: Id, decision_no: int) -> str:
    """`decision_no` counts the decisions on the case: it may be raised to the same level twice."""
    return _key(MessageName.SEVERITY_RAISED, case_id, severity, decision_no, recipient_id)


def alarm_no_office_key(case_id: Id, recipient_id: Id, *, assignment_no: int = 1) -> str:
    return _key(MessageName.ALARM_NO_OFFICE, case_id, assignment_no, recipient_id)


def alarm_unrouted_key(case_id: Id, recipient_id: Id, *, since: datetime) -> str:
    """`since`: the instant the alarm is about, so that a later standstill of the case is told again."""
    return _key(MessageName.ALARM_UNROUTED, case_id, since, recipient_id)


def alarm_undelivered_key(notice_id: Id, recipient_id: Id) -> str:
    return _key(MessageName.ALARM_UNDELIVERED, notice_id, recipient_id)


def alarm_overdue_key(municipality_id: Id, recipient_id: Id, *, since: datetime) -> str:
    """`since`: start of the window the watchdog tells once in."""
    return _key(MessageName.ALARM_OVERDUE, municipality_id, since, recipient_id)


def case_handed_around_key(case_id: Id, recipient_id: Id, *, assignment_no: int) -> str:
    """`assignment_no` counts the assignments of the case: each hand-over too many is told once."""
    return _key(MessageName.CASE_HANDED_AROUND, case_id, assignment_no, recipient_id)


def case_resumed_key(case_id: Id, recipient_id: Id, *, paused_at: datetime) -> str:
    """`paused_at`: when the pause began that is over now."""
    return _key(MessageName.CASE_RESUMED, case_id, paused_at, recipient_id)


def alarm_invariant_key(municipality_id: Id, recipient_id: Id, *, since: datetime) -> str:
    """`since`: the look that found it."""
    return _key(MessageName.ALARM_INVARIANT, municipality_id, since, recipient_id)


def _key(effect: str, *parts: Id | datetime) -> str:
    words = [_word(part) for part in parts]
    key = ":".join([effect, *words])
    if len(key) <= LONGEST and all(_PLAIN.fullmatch(word) for word in words):
        return key
    # "#" is no plain character, so a digest never equals a readable key.
    digest = hashlib.sha256(json.dumps(words).encode("ascii")).hexdigest()
    return f"{effect}:#{digest}"


def _word(part: Id | datetime) -> str:
    if isinstance(part, datetime):
        if part.utcoffset() is None:
            raise ValueError("an instant without offset makes no key")
        return part.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return str(part)
