"""/metrics for Prometheus: counts and ages alone. To everybody else the page does not exist."""

from __future__ import annotations

import hmac
import ipaddress

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.dependencies import Now, Place
from api.errors import RequestRefused
from api.exposition import render_metrics, take_snapshot
from api.wording import NOT_FOUND
from models.settings.metrics import MetricsSettings

router = APIRouter(include_in_schema=False)

# Whoever passes a request on for somebody else says so in one of these (RFC 7239 and its forerunners).
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.api_route("/metrics", methods=["GET", "HEAD"])
async def show_metrics(request: Request, place: Place, now: Now) -> Response:
    if not _may_read(request, MetricsSettings().read_token()):
        raise RequestRefused(404, NOT_FOUND)
    async with place.transaction() as session:
        snapshot = await take_snapshot(session, now=now)
    return Response(render_metrics(snapshot), media_type=CONTENT_TYPE_LATEST)


def _may_read(request: Request, token: str | None) -> bool:
    """With a token whoever sends it; without one only a program on this machine."""
    if token:
        sent = request.headers.get("authorization", "")
        return hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())
    if token is not None or any(name in request.headers for name in _PASSED_ON):
        return False
    return request.client is not None and _is_loopback(request.client.host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
