"""POST /api/reports: a report as JSON."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request

from api.acceptance import accept_report
from api.dependencies import Now, Place
from api.errors import RequestRefused
from api.json_body import read_json
from api.schemas.problems import ProblemsAnswer
from api.schemas.receipt import ReceiptAnswer
from api.wording import BAD_KEY

router = APIRouter()

_VISIBLE_ASCII = re.compile(r"[\x21-\x7e]{1,255}")
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemsAnswer, "description": "No JSON, or a bad Idempotency-Key"},
    408: {"model": ProblemsAnswer, "description": "The body did not arrive in time; nothing was stored"},
    409: {"model": ProblemsAnswer, "description": "The Idempotency-Key was used for another report"},
    413: {"model": ProblemsAnswer, "description": "Body too large"},
    415: {"model": ProblemsAnswer, "description": "Not application/json"},
    422: {"model": ProblemsAnswer, "description": "One problem for each field that is wrong"},
    431: {"model": ProblemsAnswer, "description": "Address and headers too long"},
    503: {"model": ProblemsAnswer, "description": "Nothing was stored; try again after Retry-After"},
}
_DESCRIBED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ReportBody"}}},
    },
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Same key and same report: the same answer, for a day.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7E]+$"},
        }
    ],
}


@router.post("/api/reports", status_code=201, responses=_PROBLEMS, openapi_extra=_DESCRIBED)
async def submit(request: Request, place: Place, now: Now) -> ReceiptAnswer:
    """Submit a report. It is stored when the answer is 201, and not stored with any other answer."""
    data = await read_json(request)
    key = _read_key(request)
    accepted = await accept_report(place, data, now=now, idempotency_key=key)
    return ReceiptAnswer.of(accepted.receipt)


def _read_key(request: Request) -> str | None:
    keys = request.headers.getlist("idempotency-key")
    if not keys:
        return None
    if len(keys) > 1 or not _VISIBLE_ASCII.fullmatch(keys[0]):
        raise RequestRefused(400, BAD_KEY, field="Idempotency-Key")
    return f"api:{keys[0]}"
