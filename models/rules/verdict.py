"""What a person may decide about the severity, and what they need for it."""

from __future__ import annotations

from models.refusals import ReasonMissing, SecondPersonIsTheFirst, SecondPersonMissing
from models.vocabulary import Severity


def check_verdict(
    level: Severity,
    *,
    standing: Severity,
    proposed: Severity,
    has_reason: bool,
    officer_id: str,
    second_id: str | None,
) -> None:
    """Raises `ReasonMissing`, `SecondPersonMissing` or `SecondPersonIsTheFirst`.

    Any change needs a reason. Lowering a case that is critical, or that the rules propose as critical, needs
    a second person, each time anew. To confirm what stands needs neither: when it lies below the proposal, a
    reason was given for it.
    """
    if second_id is not None and second_id == officer_id:
        raise SecondPersonIsTheFirst
    if level is standing:
        return
    if not has_reason:
        raise ReasonMissing
    if level.rank < standing.rank and Severity.CRITICAL in {standing, proposed} and second_id is None:
        raise SecondPersonMissing
