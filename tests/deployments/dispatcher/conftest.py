from __future__ import annotations

import pytest

from tests.conftest import Clock, RunningClock


@pytest.fixture
def clock() -> Clock:
    """A process at work needs time that passes."""
    return RunningClock()
