"""What must hold at every moment, as one SQL query a file that answers no row; and what the looks found."""

from models.store.invariants.look import EVERYTHING, Found, Span, choose_span, look_at, measure_slices
from models.store.invariants.results import Standing, list_standings, lock_auditor, save_standing

__all__ = [
    "EVERYTHING",
    "Found",
    "Span",
    "Standing",
    "choose_span",
    "list_standings",
    "lock_auditor",
    "look_at",
    "measure_slices",
    "save_standing",
]
