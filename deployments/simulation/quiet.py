"""What the process of a simulation leaves undone: logs of a year, and much searching for garbage."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


def keep_quiet() -> None:
    """Nothing but what ends the run: its result says what went late or was refused."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        cache_logger_on_first_use=False,
    )
    logging.disable(logging.WARNING)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """What a run needs to its end is left out of the search for garbage, which is made less often."""
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
