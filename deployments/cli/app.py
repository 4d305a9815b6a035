"""The typer application. A command imports what it needs inside its function, so `--help` stays fast."""

from __future__ import annotations

import typer

from deployments.cli.alive import alive
from deployments.cli.case import case
from deployments.cli.database import database
from deployments.cli.deadlines import deadlines
from deployments.cli.doctor import doctor
from deployments.cli.dry_run import dry_run
from deployments.cli.evaluate import evaluate
from deployments.cli.example import example
from deployments.cli.officer import officer
from deployments.cli.policy import policy
from deployments.cli.policy_in_force import activate, replan
from deployments.cli.processes import deliver, deploy, dispatch, serve
from deployments.cli.run import catch_mails, run
from deployments.cli.simulate import simulate

app = typer.Typer(
    name="meldeweg",
    help="Case router of municipal reporting offices for hate, racism and threats.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run)
app.command()(catch_mails)
app.command()(deadlines)
app.command()(doctor)
app.command()(alive)
app.command()(dry_run)
app.command()(evaluate)
app.command()(simulate)
app.command()(dispatch)
app.command()(deliver)
app.command()(deploy)
app.command()(serve)
app.add_typer(case, name="case")
app.add_typer(officer, name="officer")
policy.command()(activate)
policy.command()(replan)
app.add_typer(policy, name="policy")
app.add_typer(database, name="database")
app.add_typer(example, name="example")


def main() -> None:
    """Entry point of the console script and of `python -m deployments`."""
    app()
