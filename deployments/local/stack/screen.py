"""The stack's words at the terminal: progress, remarks, problems, and the addresses at the end."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from deployments.local.stack.environment import prefect_login
from deployments.local.stack.plan import Plan
from deployments.local.words import Words


class Screen:
    """Speaks both languages. A closed terminal never disturbs the stack."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.out = Console(highlight=False)
        self.console = Console(stderr=True, highlight=False) if as_json else self.out

    def tell(self, words: Words) -> None:
        with contextlib.suppress(OSError):
            self.console.print(f"  {words.de}", markup=False, soft_wrap=True)
            self.console.print(f"  {words.en}", markup=False, soft_wrap=True, style="dim")

    def tell_problems(self, problems: tuple[Words, ...] | list[Words]) -> None:
        with contextlib.suppress(OSError):
            self.console.print("Meldeweg startet nicht. / Meldeweg does not start.", style="bold red")
            for problem in problems:
                self.console.print(f"• {problem.de}", markup=False, soft_wrap=True)
                self.console.print(f"  {problem.en}", markup=False, soft_wrap=True, style="dim")

    @contextlib.contextmanager
    def step(self, words: Words) -> Iterator[None]:
        """Shows what is being waited for, and how long it took."""
        began = time.monotonic()
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                stack.enter_context(self.console.status(f"{words} …"))
            yield
        with contextlib.suppress(OSError):
            self.console.print(f"[green]✓[/green] {words} ({time.monotonic() - began:.1f} s)")

    def show_addresses(self, plan: Plan) -> None:
        with contextlib.suppress(OSError):
            if self.as_json:
                self.out.file.write(json.dumps(_addresses(plan)) + "\n")
                self.out.file.flush()
            else:
                self.out.print(_table(plan))


def _addresses(plan: Plan) -> dict[str, str]:
    return {
        "form": plan.form_url,
        "api_docs": f"{plan.form_url}/docs",
        "prefect_ui": plan.prefect_url,
        "prefect_login": prefect_login(plan.secrets),
        "mails": plan.mails_url,
        "home": str(plan.home),
        "logs": str(plan.logs),
    }


def _table(plan: Plan) -> Table:
    at = _addresses(plan)
    table = Table(show_header=False, title="Meldeweg läuft / Meldeweg is running", title_justify="left")
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for label, value in (
        ("Formular / form", at["form"]),
        ("API", at["api_docs"]),
        ("E-Mails / mails", at["mails"]),
        ("Prefect", at["prefect_ui"]),
        ("Prefect-Anmeldung / login", f"{at['prefect_login']}  (ganz eintippen / type all of it)"),
        ("Protokolle / logs", at["logs"]),
        ("Beenden / stop", "Strg-C / Ctrl-C"),
    ):
        table.add_row(label, value)
    return table
