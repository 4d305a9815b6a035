"""From what went wrong to a status and a body that says in both languages what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import Scope

from api.languages import Language, choose_language
from api.pages.render import render_page
from api.refusal_statuses import choose_status
from api.settings import IntakePageSettings
from api.wording import (
    KEY_CONFLICT,
    NO_SUCH_CASE,
    NO_SUCH_OFFICER,
    NOT_FOUND,
    UNAVAILABLE,
    WRONG_METHOD,
    Wording,
    telephone_sentence,
)
from models.errors import (
    CaseNotFound,
    FieldProblem,
    IdempotencyConflict,
    KeyUnavailable,
    OfficerNotFound,
    PolicyRefused,
    ReportRefused,
    StoreUnavailable,
)
from models.refusals import ActionRefused

# Long enough for a database to come back after a restart, short enough to wait for.
RETRY_AFTER_S = 30

_METHOD_NOT_ALLOWED = 405
_NOT_FOUND = 404


class RequestRefused(Exception):
    """A request that is wrong as a whole. `field` names a header where it is one."""

    def __init__(
        self,
        status: int,
        wording: Wording,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.wording = wording
        self.field = field
        self.headers = dict(headers or {})
        super().__init__(str(status))


class MalformedReport(Exception):
    """Bytes that are no JSON at all: 400, unlike a report with wrong fields, which is 422."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = problems
        super().__init__("malformed")


def answer_problems(
    scope: Scope,
    status: int,
    problems: Sequence[FieldProblem],
    *,
    headers: dict[str, str] | None = None,
    incident: str | None = None,
) -> Response:
    """JSON for programs, a page for people: `/api` is always the former, a browser elsewhere the latter."""
    request = Request(scope)
    language = request_language(request)
    if _wants_page(request):
        page = render_page(
            "problem.html",
            language,
            status=status,
            texts=[p.message_de if language is Language.DE else p.message_en for p in problems],
            lead=_lead(status, language),
        )
        return HTMLResponse(page, status, headers=headers)
    listed = [problem_json(problem, language) for problem in problems]
    content: dict[str, object] = {"error": listed[0], "errors": listed}
    if incident is not None:
        content["incident"] = incident
    return JSONResponse(content, status, headers={"Content-Language": language, **(headers or {})})


def answer_wording(
    scope: Scope,
    status: int,
    wording: Wording,
    *,
    field: str | None = None,
    headers: dict[str, str] | None = None,
    incident: str | None = None,
) -> Response:
    problem = FieldProblem(field, wording.de, wording.en)
    return answer_problems(scope, status, [problem], headers=headers, incident=incident)


def problem_json(problem: FieldProblem, language: Language) -> dict[str, str | None]:
    return {
        "field": problem.field,
        "message": problem.message_de if language is Language.DE else problem.message_en,
        "message_de": problem.message_de,
        "message_en": problem.message_en,
    }


def request_language(request: Request) -> Language:
    return choose_language(request.query_params.get("lang"), request.headers.get("accept-language"))


def with_telephone(wording: Wording) -> Wording:
    """The words and where else to turn, when a number is known."""
    telephone = telephone_sentence(IntakePageSettings().telephone)
    return Wording(f"{wording.de} {telephone.de}".strip(), f"{wording.en} {telephone.en}".strip())


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def _lead(status: int, language: Language) -> str:
    titles = {
        _NOT_FOUND: Wording("Seite nicht gefunden", "Page not found"),
        408: Wording("Zu langsam angekommen", "Arrived too slowly"),
        413: Wording("Zu viele Daten", "Too much data"),
        431: Wording("Zu viele Daten", "Too much data"),
        500: Wording("Störung", "Something went wrong"),
        503: Wording("Gerade nicht erreichbar", "Not available at the moment"),
    }
    return titles.get(status, Wording("So geht es nicht", "This does not work")).in_language(language)


# Starlette types every handler for any Exception; each of ours takes the one it is installed for.
Handler = Callable[[Request, Any], Awaitable[Response]]


def install_error_handlers(app: FastAPI) -> None:
    handlers: dict[type[Exception], Handler] = {
        ReportRefused: _answer_refused_report,
        MalformedReport: _answer_malformed_report,
        RequestRefused: _answer_refused_request,
        IdempotencyConflict: _answer_conflict,
        ActionRefused: _answer_refused_action,
        CaseNotFound: _answer_unknown_case,
        OfficerNotFound: _answer_unknown_officer,
        StoreUnavailable: _answer_unavailable,
        KeyUnavailable: _answer_unavailable,
        PolicyRefused: _answer_unavailable,  # a municipality without a policy takes no reports yet
        HTTPException: _answer_http_exception,
    }
    for error, handler in handlers.items():
        app.add_exception_handler(error, handler)


async def _answer_refused_report(request: Request, error: ReportRefused) -> Response:
    return answer_problems(request.scope, 422, error.problems)


async def _answer_malformed_report(request: Request, error: MalformedReport) -> Response:
    return answer_problems(request.scope, 400, error.problems)


async def _answer_refused_request(request: Request, error: RequestRefused) -> Response:
    return answer_wording(
        request.scope, error.status, error.wording, field=error.field, headers=error.headers or None
    )


async def _answer_refused_action(request: Request, error: ActionRefused) -> Response:
    wording = Wording(error.message_de, error.message_en)
    return answer_wording(request.scope, choose_status(error), wording)


async def _answer_unknown_case(request: Request, _error: Exception) -> Response:
    return answer_wording(request.scope, _NOT_FOUND, NO_SUCH_CASE)


async def _answer_unknown_officer(request: Request, _error: Exception) -> Response:
    return answer_wording(request.scope, 422, NO_SUCH_OFFICER)


async def _answer_conflict(request: Request, _error: Exception) -> Response:
    return answer_wording(request.scope, 409, KEY_CONFLICT, field="Idempotency-Key")


async def _answer_unavailable(request: Request, _error: Exception) -> Response:
    headers = {"Retry-After": str(RETRY_AFTER_S)}
    return answer_wording(request.scope, 503, with_telephone(UNAVAILABLE), headers=headers)


async def _answer_http_exception(request: Request, error: HTTPException) -> Response:
    wording = WRONG_METHOD if error.status_code == _METHOD_NOT_ALLOWED else NOT_FOUND
    headers = dict(error.headers) if error.headers else None
    return answer_wording(request.scope, error.status_code, wording, headers=headers)
