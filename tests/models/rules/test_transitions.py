"""The life of a case: what is possible, and that all else is refused."""

from __future__ import annotations

from itertools import product

import pytest

from models.errors import TransitionRefused
from models.rules.transitions import TRANSITIONS, CaseMove, allowed_moves, next_state
from models.vocabulary import CaseState

ALLOWED = {
    ("received", "route"): "routed",
    ("routed", "acknowledge"): "acknowledged",
    ("acknowledged", "acknowledge"): "acknowledged",
    ("in_progress", "acknowledge"): "in_progress",
    ("paused", "acknowledge"): "paused",
    ("routed", "resume"): "routed",
    ("acknowledged", "begin"): "in_progress",
    ("in_progress", "begin"): "in_progress",
    ("paused", "begin"): "paused",
    ("acknowledged", "pause"): "paused",
    ("in_progress", "pause"): "paused",
    ("acknowledged", "close"): "closed",
    ("in_progress", "close"): "closed",
    ("paused", "close"): "closed",
    ("routed", "hand_over"): "routed",
    ("acknowledged", "hand_over"): "routed",
    ("in_progress", "hand_over"): "routed",
    ("paused", "hand_over"): "routed",
    ("closed", "reopen"): "in_progress",
    ("closed", "erase"): "erased",
}


@pytest.mark.parametrize(("state", "move"), list(product(CaseState, CaseMove)))
def test_each_move_in_each_state(state: CaseState, move: CaseMove) -> None:
    following = ALLOWED.get((state.value, move.value))
    if (state, move) == (CaseState.PAUSED, CaseMove.RESUME):
        return
    if following is None:
        with pytest.raises(TransitionRefused):
            next_state(state, move)
    else:
        assert next_state(state, move) == following


@pytest.mark.parametrize("before", [CaseState.ACKNOWLEDGED, CaseState.IN_PROGRESS])
def test_a_resumed_case_goes_back_to_where_it_was(before: CaseState) -> None:
    assert next_state(CaseState.PAUSED, CaseMove.RESUME, before_pause=before) is before


@pytest.mark.parametrize("before", [None, CaseState.CLOSED])
def test_a_resumed_case_has_to_know_where_it_was(before: CaseState | None) -> None:
    with pytest.raises(TransitionRefused):
        next_state(CaseState.PAUSED, CaseMove.RESUME, before_pause=before)


def test_an_erased_case_stays_so_and_every_state_is_reached() -> None:
    assert allowed_moves(CaseState.ERASED) == ()
    reached = {state for states in TRANSITIONS.values() for state in states}
    assert reached == set(CaseState) - {CaseState.RECEIVED}
    assert allowed_moves(CaseState.CLOSED) == (CaseMove.REOPEN, CaseMove.ERASE)
