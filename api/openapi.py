"""The description of the API: fields come from what reads them, since routes read their bodies themselves."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api.schemas.case_actions import OFFICER_TOKEN, ActionBody
from models.intake.added_answers import AnswersBody
from models.intake.body import ReportBody


def describe_api(app: FastAPI) -> dict[str, Any]:
    """FastAPI's description with the schemas of the bodies and the officers' tokens."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        components = described.setdefault("components", {})
        components["securitySchemes"] = {OFFICER_TOKEN: {"type": "http", "scheme": "bearer"}}
        schemas = components.setdefault("schemas", {})
        bodies: list[type[BaseModel]] = [ReportBody, AnswersBody, ActionBody, *_descendants_of(ActionBody)]
        for body in bodies:
            schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(schema.pop("$defs", {}))
            schemas[body.__name__] = schema
        app.openapi_schema = described
    return app.openapi_schema


def _descendants_of(body: type[BaseModel]) -> list[type[BaseModel]]:
    children = body.__subclasses__()
    return [*children, *(further for child in children for further in _descendants_of(child))]
