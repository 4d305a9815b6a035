"""The form: GET shows it, POST takes it and answers with the receipt or with the form again."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.acceptance import Accepted, accept_report, find_rules
from api.dependencies import Now, PageLanguage, Place
from api.errors import RETRY_AFTER_S, RequestRefused
from api.languages import Language, choose_language
from api.pages.form_page import Notice, render_form
from api.pages.form_values import FormValues, read_form, to_report_data
from api.pages.receipt_page import render_receipt
from api.wording import NOT_A_FORM, SEVERAL_MUNICIPALITIES
from models.errors import IdempotencyConflict, KeyUnavailable, PolicyRefused, ReportRefused, StoreUnavailable
from models.installation import Installation
from models.policy import Policy
from models.store.directory import IntakeRules, get_municipality
from models.store.policies import get_policy

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
async def show_form(
    place: Place, now: Now, language: PageLanguage, municipality: str | None = None
) -> HTMLResponse:
    rules = await find_rules(place, municipality)
    if rules is None:
        raise RequestRefused(404, SEVERAL_MUNICIPALITIES, field="municipality")
    return HTMLResponse(render_form(language, rules, now=now))


@router.post("/")
async def take_form(request: Request, place: Place, now: Now) -> HTMLResponse:
    """The receipt comes as the answer itself and not by redirect: its code must never stand in an address."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/x-www-form-urlencoded":
        raise RequestRefused(415, NOT_A_FORM)
    values = read_form(await request.body())
    language = choose_language(
        values.one("show_in") or values.one("lang"), request.headers.get("accept-language")
    )
    token = values.token or secrets.token_urlsafe(24)
    if values.one("show_in"):
        rules = await _find_page_rules(place, values)
        return HTMLResponse(render_form(language, rules, now=now, values=values, token=token))
    try:
        accepted = await accept_report(
            place, to_report_data(values), now=now, idempotency_key=f"form:{token}"
        )
    except ReportRefused as refused:
        rules = await _find_page_rules(place, values)
        page = render_form(language, rules, now=now, values=values, problems=refused.problems, token=token)
        return HTMLResponse(page, 422)
    except IdempotencyConflict:
        rules = await _find_page_rules(place, values)
        page = render_form(language, rules, now=now, values=values, notice=Notice.CONFLICT)
        return HTMLResponse(page, 409)
    except (StoreUnavailable, KeyUnavailable, PolicyRefused):
        rules = await _find_page_rules(place, values)
        page = render_form(language, rules, now=now, values=values, notice=Notice.UNAVAILABLE, token=token)
        return HTMLResponse(page, 503, headers={"Retry-After": str(RETRY_AFTER_S)})
    return await _show_receipt(place, accepted, language)


async def _show_receipt(place: Installation, accepted: Accepted, language: Language) -> HTMLResponse:
    policy = await _find_policy(place, accepted.rules.municipality_id)
    return HTMLResponse(render_receipt(language, accepted.rules, accepted.receipt, policy))


async def _find_policy(place: Installation, municipality_id: str) -> Policy | None:
    """None when the database went away after the report was stored: the receipt must come all the same."""
    try:
        async with place.transaction() as session:
            municipality = await get_municipality(session, municipality_id)
            version_id = municipality.policy_version_id
            return None if version_id is None else await get_policy(session, version_id)
    except StoreUnavailable:
        return None


async def _find_page_rules(place: Installation, values: FormValues) -> IntakeRules:
    """Enough to show the form again, even without a database: what was typed must not be lost with it."""
    named = values.one("municipality") or None
    try:
        rules = await find_rules(place, named) or await find_rules(place, None)
    except StoreUnavailable:
        rules = None
    if rules is not None:
        return rules
    offices = {office: (office, office) for office in values.inputs.get("not_to_offices", ())}
    return IntakeRules(named or "", "", "", "UTC", offices)
