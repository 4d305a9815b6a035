"""What holds for every page and answer: headers, languages, errors, no word of anybody in the log."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from api.languages import Language
from models import vocabulary
from models.installation import Installation
from models.intake.body import ReportBody
from models.intake.consent import CONSENT_TEXTS
from tests.reports import THREAT

HTML = {"Accept": "text/html,*/*;q=0.8"}


PAGES = ["/", "/?lang=en", "/docs", "/case/MW-ABCD-1234", "/nowhere", "/healthz", "/openapi.json"]


@pytest.mark.database
@pytest.mark.parametrize("path", [*PAGES, "/static/meldeweg.css", "/api/reports", "/static/nothing.css"])
async def test_every_answer_is_locked_down(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path, headers=HTML)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers
    assert "server" not in headers


@pytest.mark.database
@pytest.mark.parametrize("path", PAGES[:5])
@pytest.mark.parametrize("language", ["de", "en"])
async def test_pages_load_nothing_from_elsewhere(client: httpx.AsyncClient, path: str, language: str) -> None:
    page = (await client.get(path, headers=HTML | {"Accept-Language": language})).text
    assert "<script" not in page
    assert " style=" not in page
    for loaded in re.findall(r'(?:src|action|rel="stylesheet" href)="([^"]*)"', page):
        assert loaded.startswith("/")
    assert page.count("<h1>") == 1
    assert 'lang="' in page


@pytest.mark.database
async def test_the_style_sheet_is_served(client: httpx.AsyncClient) -> None:
    answer = await client.get("/static/meldeweg.css")
    assert answer.status_code == 200
    assert "url(" not in answer.text
    assert "@import" not in answer.text


@pytest.mark.database
async def test_the_case_page_tells_nothing_of_the_case(client: httpx.AsyncClient) -> None:
    case_ref = (await client.post("/api/reports", json=THREAT)).json()["case_ref"]
    real = (await client.get(f"/case/{case_ref}")).text.replace(case_ref, "REF")
    unreal = (await client.get("/case/MW-0000-0000")).text.replace("MW-0000-0000", "REF")
    assert real == unreal
    assert "meldeweg case show REF" in real


@pytest.mark.database
@pytest.mark.parametrize(
    "ref", ["x", "MW-0000-000", "mw-0000-0000", "MW-0000-00000", "<b>", "%00", "MW-0000-0000%0A"]
)
async def test_other_references_are_no_page(client: httpx.AsyncClient, ref: str) -> None:
    assert (await client.get(f"/case/{ref}")).status_code == 404


@pytest.mark.database
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("GET", "/nowhere", 404), ("POST", "/api/nowhere", 404), ("GET", "/api/reports", 405)),
        *(
            ("DELETE", "/", 405),
            ("PUT", "/api/reports", 405),
            ("POST", "/healthz", 405),
            ("GET", "/redoc", 404),
        ),
        *(
            ("POST", "/api/reports/", 404),
            ("GET", "/static/../app.py", 404),
            ("OPTIONS", "/api/reports", 405),
        ),
        *(
            ("GET", "/static/%00", 404),
            ("GET", "/static/%2e%2e/%2e%2e/app.py", 404),
            ("POST", "/static/x", 405),
        ),
        *(("GET", "/static/" + "a" * 5000, 404), ("GET", "/static/", 404), ("GET", "/case/", 404)),
    ],
)
async def test_wrong_addresses_are_told_in_both_languages(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    problem = answer.json()["error"]
    assert problem["message_de"] != problem["message_en"]
    assert ("allow" in answer.headers) == (status == 405)
    page = await client.request(method, path, headers=HTML)
    if path.startswith("/api/"):
        assert page.headers["content-type"] == "application/json"
    else:
        assert problem["message_de"] in page.text


@pytest.mark.database
@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/docs"])
async def test_monitors_may_ask_by_head(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.head(path)
    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.database
async def test_the_description_holds_together(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    post = described["paths"]["/api/reports"]["post"]
    assert set(post["responses"]) == {"201", "400", "408", "409", "413", "415", "422", "431", "503"}
    schemas = described["components"]["schemas"]
    for reference in set(re.findall(r'"\$ref": ?"([^"]+)"', (await client.get("/openapi.json")).text)):
        assert reference.removeprefix("#/components/schemas/") in schemas
    report = schemas["ReportBody"]
    assert report["required"] == ["narrative"]
    assert report["additionalProperties"] is False
    assert report["properties"]["narrative"]["maxLength"] == 20_000
    assert set(schemas["Channel"]["enum"]) == set(vocabulary.Channel)


@pytest.mark.database
@pytest.mark.parametrize("language", list(Language))
async def test_the_fields_are_listed_for_programs(client: httpx.AsyncClient, language: Language) -> None:
    page = unescape((await client.get(f"/docs?lang={language}")).text)
    for name in ReportBody.model_fields:
        if name not in {"danger", "contact"}:
            assert f"<code>{name}</code>" in page
    for question in vocabulary.DangerQuestion:
        assert f"<code>danger.{question}</code>" in page
    for texts in CONSENT_TEXTS.values():
        assert texts[0 if language is Language.DE else 1] in page


@pytest.mark.database
async def test_without_a_database_people_are_told_whom_to_call(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, away: Installation
) -> None:
    monkeypatch.setenv("MELDEWEG_PAGE_TELEPHONE", "0821 000-000")
    app.state.installation = away
    answer = await client.post("/api/reports", json=THREAT)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    problem = answer.json()["error"]
    for language in Language:
        assert "110" in problem[f"message_{language}"]
        assert "0821 000-000" in problem[f"message_{language}"]
    assert (await client.get("/readyz")).status_code == 503
    assert (await client.get("/healthz")).status_code == 200
    assert "0821 000-000" in (await client.get("/", headers=HTML)).text

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    typed = (
        b"form_token=" + b"t" * 20 + b"&narrative=Mein+Text&not_to_offices=prevention&municipality=augsburg"
    )
    page = await client.post("/", content=typed, headers=form)
    assert page.status_code == 503
    assert "Mein Text</textarea>" in page.text
    assert 'value="prevention" autocomplete="off" checked' in page.text
    assert "0821 000-000" in page.text
    assert 'value="' + "t" * 20 in page.text


@pytest.mark.database
async def test_an_unexpected_error_gives_a_number_and_nothing_else(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    async def break_down() -> None:
        raise RuntimeError("geheimes Wort")

    app.add_api_route("/broken", break_down)
    with capture_logs() as logged:
        answer = await client.get("/broken")
    assert answer.status_code == 500
    incident = answer.json()["incident"]
    assert incident in answer.json()["error"]["message_de"]
    assert incident in answer.json()["error"]["message_en"]
    assert "geheim" not in answer.text
    (line,) = [line for line in logged if line["event"] == "unexpected_error"]
    assert line["incident"] == incident
    assert line["error"] == "RuntimeError"
    assert "geheim" not in str(logged)
    assert (await client.get("/healthz")).status_code == 200


@pytest.mark.database
async def test_the_log_holds_no_word_of_anybody(client: httpx.AsyncClient) -> None:
    canary = "Kanarienvogel"
    with capture_logs() as logged:
        await client.post(f"/api/reports?q={canary}", json={"narrative": canary, canary: canary})
        await client.post("/api/reports", json={"narrative": canary, "contact": {"name": canary}})
        await client.get(f"/{canary}")
        await client.get(f"/case/{canary}")
        await client.post(
            "/",
            content=f"narrative={canary}&{canary}=1",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
    assert len([line for line in logged if line["event"] == "request"]) == 5
    assert canary not in str(logged)
