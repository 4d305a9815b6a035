"""Python's start-up hook of the processes a stock worker starts: they live in the story's time.

The worker stays as it comes; only the one place that reads the clock answers what the story wrote down.
"""

import os
from datetime import datetime
from pathlib import Path

import models.clock


def story_now() -> datetime:
    return datetime.fromisoformat(Path(os.environ["STORY_TIME"]).read_text())


models.clock.utc_now = story_now
