"""The life of a case: the one table of what may follow what."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from models.refusals import MoveRefused
from models.vocabulary import CaseState


class CaseMove(StrEnum):
    """What the software or a person does to a case."""

    ROUTE = "route"
    ACKNOWLEDGE = "acknowledge"
    BEGIN = "begin"
    PAUSE = "pause"
    RESUME = "resume"
    HAND_OVER = "hand_over"
    CLOSE = "close"
    REOPEN = "reopen"
    ERASE = "erase"


TRANSITIONS: Mapping[tuple[CaseState, CaseMove], frozenset[CaseState]] = {
    (CaseState.RECEIVED, CaseMove.ROUTE): frozenset({CaseState.ROUTED}),
    (CaseState.ROUTED, CaseMove.ACKNOWLEDGE): frozenset({CaseState.ACKNOWLEDGED}),
    (CaseState.ROUTED, CaseMove.HAND_OVER): frozenset({CaseState.ROUTED}),
    # A pause goes on when the case is handed over: see models.rules.pausing.
    (CaseState.ROUTED, CaseMove.RESUME): frozenset({CaseState.ROUTED}),
    # Somebody takes over, once the acknowledge deadline is armed again.
    (CaseState.ACKNOWLEDGED, CaseMove.ACKNOWLEDGE): frozenset({CaseState.ACKNOWLEDGED}),
    (CaseState.IN_PROGRESS, CaseMove.ACKNOWLEDGE): frozenset({CaseState.IN_PROGRESS}),
    (CaseState.PAUSED, CaseMove.ACKNOWLEDGE): frozenset({CaseState.PAUSED}),
    (CaseState.ACKNOWLEDGED, CaseMove.BEGIN): frozenset({CaseState.IN_PROGRESS}),
    (CaseState.IN_PROGRESS, CaseMove.BEGIN): frozenset({CaseState.IN_PROGRESS}),
    (CaseState.PAUSED, CaseMove.BEGIN): frozenset({CaseState.PAUSED}),
    (CaseState.ACKNOWLEDGED, CaseMove.PAUSE): frozenset({CaseState.PAUSED}),
    (CaseState.ACKNOWLEDGED, CaseMove.HAND_OVER): frozenset({CaseState.ROUTED}),
    (CaseState.ACKNOWLEDGED, CaseMove.CLOSE): frozenset({CaseState.CLOSED}),
    (CaseState.IN_PROGRESS, CaseMove.PAUSE): frozenset({CaseState.PAUSED}),
    (CaseState.IN_PROGRESS, CaseMove.HAND_OVER): frozenset({CaseState.ROUTED}),
    (CaseState.IN_PROGRESS, CaseMove.CLOSE): frozenset({CaseState.CLOSED}),
    # Back to where the pause began.
    (CaseState.PAUSED, CaseMove.RESUME): frozenset({CaseState.ACKNOWLEDGED, CaseState.IN_PROGRESS}),
    (CaseState.PAUSED, CaseMove.HAND_OVER): frozenset({CaseState.ROUTED}),
    (CaseState.PAUSED, CaseMove.CLOSE): frozenset({CaseState.CLOSED}),
    (CaseState.CLOSED, CaseMove.REOPEN): frozenset({CaseState.IN_PROGRESS}),
    (CaseState.CLOSED, CaseMove.ERASE): frozenset({CaseState.ERASED}),
}


def next_state(state: CaseState, move: CaseMove, *, before_pause: CaseState | None = None) -> CaseState:
    """The state after the move; `before_pause` says where a resumed case goes back to.

    Raises `MoveRefused` when the case is not in a state that allows the move.
    """
    following = TRANSITIONS.get((state, move), frozenset())
    if len(following) == 1:
        return next(iter(following))
    if before_pause is not None and before_pause in following:
        return before_pause
    raise MoveRefused(move.value, state)


def allowed_moves(state: CaseState) -> tuple[CaseMove, ...]:
    """What can be done to a case in this state, in the order of its life."""
    return tuple(move for move in CaseMove if (state, move) in TRANSITIONS)
