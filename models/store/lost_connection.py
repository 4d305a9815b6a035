"""Tells a database that is gone from one that refused a row."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError


def is_connection_lost(error: Exception) -> bool:
    """Whether nothing more can be done in this transaction, its savepoints included."""
    return isinstance(error, DBAPIError) and error.connection_invalidated
