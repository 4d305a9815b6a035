"""The only place that reads the clock; everything else is handed `now`."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present moment as an aware UTC instant."""
    return datetime.now(UTC)
