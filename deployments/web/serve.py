"""Uvicorn with every bound set in one place."""

from __future__ import annotations

import os
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from deployments.long_lived import INTERRUPTED
from deployments.web.app import create_app
from deployments.web.connection import BoundedConnection
from models.settings.web import ConnectionSettings


def configure_server(
    app: ASGIApp, bounds: ConnectionSettings, *, host: str = "127.0.0.1", port: int = 0
) -> uvicorn.Config:
    class Connection(BoundedConnection):
        pass

    Connection.bounds = bounds
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Connection,
        ws="none",
        lifespan="on",
        backlog=bounds.backlog,
        timeout_keep_alive=bounds.keep_alive_s,
        timeout_graceful_shutdown=bounds.drain_s,
        h11_max_incomplete_event_size=bounds.max_header_bytes,
        forwarded_allow_ips=[str(network) for network in bounds.proxies],
        access_log=False,  # its lines hold addresses of persons and case references
        server_header=False,
        log_level="info",
    )


class _Server(uvicorn.Server):
    """Uvicorn itself lets a second SIGTERM pass and hurries at a second SIGINT only."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            os._exit(INTERRUPTED)
        super().handle_exit(sig, frame)


def serve_forever(*, host: str, port: int) -> None:
    """Until SIGTERM or SIGINT; what is under way is answered first, unless a second signal ends it at once.

    Exits with 3 when it cannot start.
    """
    _Server(configure_server(create_app(), ConnectionSettings(), host=host, port=port)).run()
