"""A simulated year writes no log: it would be that of a year."""

from __future__ import annotations

import logging

import structlog


def keep_quiet() -> None:
    """Errors alone; they are signs that the simulation itself is wrong."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        cache_logger_on_first_use=False,
    )
    logging.disable(logging.WARNING)
