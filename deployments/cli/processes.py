"""The long-lived processes and what prepares them."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer


def dispatch() -> None:
    """Run the dispatcher: leases waiting reports and runs their flows, acts on due deadlines."""
    from deployments.dispatcher.environment import prepare_prefect_environment

    prepare_prefect_environment()
    from deployments.dispatcher.process import Dispatcher
    from deployments.logs import configure_logs
    from deployments.long_lived import run_until_signal
    from models.installation import Installation

    configure_logs()

    async def work_until(stop: asyncio.Event) -> None:
        place = Installation.from_settings()
        try:
            await Dispatcher(place).work_until(stop)
        finally:
            await place.close()

    raise typer.Exit(run_until_signal(work_until))


def deliver() -> None:
    """Run the delivery: sends waiting notices by mail."""
    from deployments.delivery import deliver_until
    from deployments.logs import configure_logs
    from deployments.long_lived import run_until_signal
    from models.installation import Installation

    configure_logs()

    async def work_until(stop: asyncio.Event) -> None:
        place = Installation.from_settings()
        try:
            await deliver_until(place, stop)
        finally:
            await place.close()

    raise typer.Exit(run_until_signal(work_until))


def deploy() -> None:
    """Register flows, work pool and schedules with the Prefect server."""
    from deployments.dispatcher.environment import prepare_prefect_environment

    prepare_prefect_environment()
    from deployments.registration import register_deployments
    from models.settings import PrefectSettings

    for name in asyncio.run(register_deployments(PrefectSettings().work_pool)):
        typer.echo(name)


def serve(
    host: Annotated[str | None, typer.Option(help="Instead of MELDEWEG_WEB_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Instead of MELDEWEG_WEB_PORT.")] = None,
) -> None:
    """Run the web process: the form and the API."""
    from deployments.web import serve_forever
    from models.settings import WebSettings

    web = WebSettings()
    serve_forever(host=host or web.host, port=port or web.port)
