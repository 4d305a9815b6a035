"""A request's body as JSON, read the same strict way everywhere."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from api.errors import MalformedReport, RequestRefused
from api.wording import NOT_JSON, WRONG_FIELD
from models.errors import FieldProblem, ReportRefused
from models.intake import parse_json

B = TypeVar("B", bound=BaseModel)


async def read_json(request: Request) -> object:
    """415 when it is not said to be JSON, 400 when it is none."""
    if not _is_json(request.headers.get("content-type", "")):
        raise RequestRefused(415, NOT_JSON, field="Content-Type")
    try:
        return parse_json(await request.body())
    except ReportRefused as refused:
        raise MalformedReport(refused.problems) from None


def body_of(model: type[B]) -> Callable[[Request], Awaitable[B]]:
    """A dependency that reads a body of this shape: 422 with one problem a field. No body at all is `{}`."""

    async def read(request: Request) -> B:
        data = await read_json(request) if await request.body() else {}
        try:
            return model.model_validate(data)
        except ValidationError as error:
            fields = dict.fromkeys(".".join(str(part) for part in found["loc"]) for found in error.errors())
            known = set(model.model_fields)
            problems = [
                FieldProblem(field if field in known else None, WRONG_FIELD.de, WRONG_FIELD.en)
                for field in fields
            ]
            raise ReportRefused(problems) from None

    return read


def _is_json(content_type: str) -> bool:
    """JSON is always UTF-8 (RFC 8259 8.1): another charset would be read wrongly, so it is refused."""
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() != "application/json":
        return False
    charset = re.search(r"charset\s*=\s*\"?([^\";\s]+)", parameters, re.IGNORECASE)
    return charset is None or charset[1].lower() in {"utf-8", "utf8"}
