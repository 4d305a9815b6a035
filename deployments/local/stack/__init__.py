"""Everything `meldeweg run` starts, watches and stops."""

from __future__ import annotations

from deployments.local.stack.run import run_stack

__all__ = ["run_stack"]
