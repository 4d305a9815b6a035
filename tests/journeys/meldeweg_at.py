"""`meldeweg …` at a moment of the test's choosing: meldeweg_at.py 2026-11-23T09:00:00+00:00 case list

Run by its path, not as a module of the tests: their environment is not for the command line.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from unittest.mock import patch

from deployments.cli import main
from models.installation import Installation

moment = datetime.fromisoformat(sys.argv.pop(1))
from_settings = Installation.from_settings


def at_that_moment() -> Installation:
    return replace(from_settings(), clock=lambda: moment)


with patch.object(Installation, "from_settings", at_that_moment):
    main()
