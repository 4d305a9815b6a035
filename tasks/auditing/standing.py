"""How an invariant stands after a look, and whether somebody has to be told. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from models.invariant import Invariant
from models.store.invariants import Found, Standing

TOLD_ONCE_IN = timedelta(hours=1)
# A restart or a storm mends these by itself within a minute.
_PASSING = frozenset(
    {
        Invariant.DISPATCHER_LIVES,
        Invariant.DELIVERY_LIVES,
        Invariant.CASES_ROUTED,
        Invariant.DEADLINES_ACTED_ON,
        Invariant.PAUSES_RUN,
        Invariant.NOTICES_SENT,
        Invariant.RUNS_WORKED,
    }
)


def stand_after(before: Standing | None, found: Found, *, now: datetime) -> Standing:
    broken_since = None
    if not found.holds:
        broken_since = now if before is None or before.broken_since is None else before.broken_since
    return Standing(
        found.invariant,
        checked_at=now,
        violations=found.rows,
        broken_since=broken_since,
        took_ms=found.took_ms,
        failure_code=found.failure,
        told_at=None if before is None else before.told_at,
        told_over=True if before is None else before.told_over,
    )


def is_to_be_said(standing: Standing, *, told_after: timedelta, now: datetime) -> bool:
    """Broken, and not of the kind that `told_after` may mend by itself."""
    if standing.broken_since is None:
        return False
    return standing.invariant not in _PASSING or now - standing.broken_since >= told_after


def due_alarm(standing: Standing, *, now: datetime) -> bool:
    """Once an hour while it lasts, also when it comes and goes. A clock set back tells once more."""
    return standing.told_at is None or not timedelta(0) <= now - standing.told_at < TOLD_ONCE_IN


def due_all_clear(standing: Standing) -> bool:
    return standing.broken_since is None and not standing.told_over


def told(standing: Standing, *, now: datetime) -> Standing:
    return replace(standing, told_at=now, told_over=False)


def told_over(standing: Standing) -> Standing:
    return replace(standing, told_over=True)
