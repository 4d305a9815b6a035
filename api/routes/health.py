"""For whoever watches the process: alive, and able to store."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import Place

router = APIRouter(tags=["health"])


@router.api_route("/healthz", methods=["GET", "HEAD"], include_in_schema=False)
async def check_alive() -> dict[str, str]:
    return {"status": "ok"}


@router.api_route("/readyz", methods=["GET", "HEAD"], include_in_schema=False)
async def check_ready(place: Place) -> dict[str, str]:
    """503 while the database does not answer."""
    await place.database.check_reachable()
    return {"status": "ok"}
