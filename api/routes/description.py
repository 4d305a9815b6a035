"""/docs: the fields of the API on one plain page; the usual one would load scripts from outside hosts."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.dependencies import PageLanguage
from api.pages.fields_page import render_fields

router = APIRouter(include_in_schema=False)


@router.api_route("/docs", methods=["GET", "HEAD"])
async def show_fields(language: PageLanguage) -> HTMLResponse:
    return HTMLResponse(render_fields(language))
