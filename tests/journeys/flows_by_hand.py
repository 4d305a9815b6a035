"""Runs flows one after another as somebody would by hand: flows_by_hand.py NAME [ARGUMENT] …

Each argument list ends with a comma. Says each flow's end state; run by its path, like the command line.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from itertools import groupby

from deployments.logs import configure_logs


async def run_all(calls: list[list[str]]) -> None:
    for name, *arguments in calls:
        flow = getattr(importlib.import_module(f"flows.{name}"), name)
        state = await flow(*arguments, return_state=True)
        print(f"{name}: {state.type.value}")  # noqa: T201  the caller reads it


configure_logs()
calls = [list(words) for is_end, words in groupby(sys.argv[1:], lambda word: word == ",") if not is_end]
asyncio.run(run_all(calls))
