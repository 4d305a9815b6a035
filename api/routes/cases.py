"""The page that notices link to: the same for every reference, whether there is such a case or not."""

from __future__ import annotations

import re

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.dependencies import PageLanguage
from api.errors import RequestRefused
from api.pages.render import render_page
from api.wording import NOT_FOUND
from models.settings import WebSettings

router = APIRouter(include_in_schema=False)

# Anything else in the address is a mistake and is not repeated on a page.
_CASE_REF = re.compile(r"MW-[0-9A-Z]{4}-[0-9A-Z]{4}")


@router.api_route("/case/{case_ref}", methods=["GET", "HEAD"])
async def show_case(case_ref: str, language: PageLanguage) -> HTMLResponse:
    if not _CASE_REF.fullmatch(case_ref):
        raise RequestRefused(404, NOT_FOUND)
    runs_url = WebSettings().prefect_ui_url
    return HTMLResponse(render_page("case.html", language, case_ref=case_ref, runs_url=runs_url))
