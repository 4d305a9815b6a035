"""The smallest honest endpoint: one JSON body in, one row inserted and committed, 201 out."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

_URL = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
_engine = create_async_engine(_URL, pool_size=5, max_overflow=10)


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    yield
    await _engine.dispose()


app = FastAPI(lifespan=_lifespan)


@app.get("/readyz")
async def check_ready() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/rows", status_code=201)
async def insert_row(body: dict[str, Any]) -> dict[str, str]:
    async with _engine.begin() as connection:
        statement = text("INSERT INTO bench_row (narrative) VALUES (:narrative)")
        await connection.execute(statement, {"narrative": str(body["narrative"])})
    return {"status": "stored"}
