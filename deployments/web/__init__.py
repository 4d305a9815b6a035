"""The web process: `meldeweg serve`. Another ASGI server may load `deployments.web:create_app` too."""

from deployments.web.app import create_app
from deployments.web.serve import configure_server, serve_forever

__all__ = ["configure_server", "create_app", "serve_forever"]
