"""The command line `meldeweg`: one file a command group, imported only when it is called."""

from __future__ import annotations

from deployments.cli.app import main

__all__ = ["main"]
