"""The typer application. A command imports what it needs inside its function: `meldeweg --help` stays fast."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="meldeweg",
    help="Case router of municipal reporting offices for hate, racism and threats.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Entry point of the console script and of `python -m deployments`."""
    app()
