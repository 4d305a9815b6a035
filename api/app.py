"""The application: routes, wrappers and errors put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.errors import install_error_handlers
from api.middleware.access_log import AccessLog
from api.middleware.body_limit import BodyLimit
from api.middleware.body_time import BodyTime
from api.middleware.header_limit import HeaderLimit
from api.middleware.security_headers import SecurityHeaders
from api.middleware.unexpected_errors import UnexpectedErrors
from api.openapi import describe_api
from api.routes import (
    case_actions,
    cases,
    description,
    form,
    health,
    legal_deadlines,
    metrics,
    reports,
)
from models.actions.done import Tell, refuse_to_tell
from models.installation import Installation
from models.settings import IntakeSettings
from models.settings.web import ConnectionSettings

_STATIC = Path(__file__).parent / "pages" / "static"


def create_app(
    open_installation: Callable[[], Installation] = Installation.from_settings,
    *,
    tell: Tell = refuse_to_tell,
) -> FastAPI:
    """The app; settings are read when it starts, not when it is made.

    `tell` queues the notices of what officers do; without one an action that has to be told is refused.
    `open_installation` is called once at the start; what it opens is closed at the end.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.installation = open_installation()
        try:
            yield
        finally:
            await app.state.installation.close()

    app = FastAPI(
        title="Meldeweg",
        version=version("meldeweg"),
        description=(
            "Way in of a municipal reporting office for hate, racism and threats."
            " The wording of each consent is on /docs."
        ),
        lifespan=lifespan,
        docs_url=None,  # both pages would load scripts from outside hosts
        redoc_url=None,
        redirect_slashes=False,  # a redirect of a POST would tell a wrong address instead of refusing it
    )
    app.state.tell = tell
    for routes in (reports, form, cases, case_actions, legal_deadlines, description, health, metrics):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.openapi = partial(describe_api, app)  # type: ignore[method-assign] # FastAPI's documented way
    install_error_handlers(app)
    # The last one added is the outermost.
    bounds = ConnectionSettings()
    app.add_middleware(BodyLimit, max_bytes=IntakeSettings().max_body_bytes)
    app.add_middleware(BodyTime, within_s=bounds.body_s)
    app.add_middleware(HeaderLimit, max_bytes=bounds.max_header_bytes)
    app.add_middleware(UnexpectedErrors)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(AccessLog)
    return app
