"""The description of the API: the report's fields come from the intake check itself."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from models.intake.body import ReportBody


def describe_api(app: FastAPI) -> dict[str, Any]:
    """FastAPI's description with the schemas of the report, whose body the route reads itself."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schema = ReportBody.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(schema.pop("$defs", {}))
        schemas["ReportBody"] = schema
        app.openapi_schema = described
    return app.openapi_schema
