"""The app over a real database: in process for speed, and over a real socket where bytes matter."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlmodel import func, select

from api.app import create_app
from deployments.web import configure_server
from models.database import Database
from models.installation import Installation
from models.settings.web import ConnectionSettings
from models.tables import AuditEntry, CaseFile, Dispatch, Report


@pytest.fixture
async def app(installation: Installation) -> AsyncIterator[FastAPI]:
    app = create_app(lambda: installation)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://meldeweg.test") as client:
        yield client


@pytest.fixture
async def live_url(installation: Installation) -> AsyncIterator[str]:
    """The address of a real server on a free port."""
    async with serving(installation) as url:
        yield url


@asynccontextmanager
async def serving(installation: Installation, bounds: ConnectionSettings | None = None) -> AsyncIterator[str]:
    """The web process as it is deployed, in this process."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        configure_server(create_app(lambda: installation), bounds or ConnectionSettings())
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
        if serving.done():
            await serving
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await serving


async def count_rows(installation: Installation) -> dict[str, int]:
    """How many rows of everything a report leaves behind."""
    counted: dict[str, int] = {}
    async with installation.transaction() as session:
        for table in (CaseFile, Report, Dispatch, AuditEntry):
            found = await session.exec(select(func.count()).select_from(table))
            counted[table.__name__] = found.one()
    return counted


@pytest.fixture
async def away(installation: Installation) -> AsyncIterator[Installation]:
    """The same installation with its database gone: nobody listens on that port."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    database = Database(f"postgresql+psycopg://nobody@127.0.0.1:{port}/gone", connect_timeout_s=2)
    yield Installation(database, installation.master_key, installation.clock)
    await database.close()
