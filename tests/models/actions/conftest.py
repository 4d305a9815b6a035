"""One database a module for tests of actions: each begins with a case of its own on Monday morning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.installation import Installation, use_installation
from tests.conftest import MONDAY_MORNING, Clock


@pytest.fixture
def watch(shared: Installation) -> Clock:
    """The clock of `place`."""
    assert isinstance(shared.clock, Clock)
    shared.clock.now = MONDAY_MORNING
    return shared.clock


@pytest.fixture
def place(shared: Installation, watch: Clock) -> Iterator[Installation]:
    use_installation(shared)
    yield shared
    use_installation(None)
