"""The words of a reason: checked, sealed with the action, committed to in the audit log."""

from __future__ import annotations

from models.audit import Actor, AuditEvent, AuditEventName
from models.audit.event import Detail
from models.refusals import ReasonNeeded, ReasonTooLong, ReasonUnreadable
from models.sealing import commit_to
from models.store.case_actions import place_of_reason
from models.tables import CaseAction

REASON_CHARACTERS = 2_000


def trim_reason(words: str | None) -> str | None:
    """Without blanks around it; None when nothing is left. Raises `ReasonTooLong` and `ReasonUnreadable`."""
    trimmed = (words or "").strip() or None
    try:
        (trimmed or "").encode()
    except UnicodeEncodeError:
        raise ReasonUnreadable from None
    if len(trimmed or "") > REASON_CHARACTERS:
        raise ReasonTooLong
    return trimmed


def need_reason(words: str | None) -> str:
    """Raises `ReasonNeeded` and `ReasonTooLong`."""
    trimmed = trim_reason(words)
    if trimmed is None:
        raise ReasonNeeded
    return trimmed


def describe_action(
    name: AuditEventName,
    row: CaseAction,
    *,
    reason: str | None,
    case_key: bytes,
    actor: Actor,
    **details: Detail,
) -> AuditEvent:
    """The entry names who acted and commits to the reason without holding a word of it."""
    commitment = ""
    if reason is not None:
        commitment = commit_to(case_key, reason.encode(), place=place_of_reason(row.action_id))
    who: dict[str, Detail] = {"officer": row.taken_by}
    if row.second_by is not None:
        who["second"] = row.second_by
    return AuditEvent(
        name, actor, who | details | {"action": str(row.action_id), "reason_commitment": commitment}
    )
