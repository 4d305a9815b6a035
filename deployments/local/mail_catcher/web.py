"""The pages of the mail catcher: no JavaScript, and a shown mail can load and start nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Header, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware.trustedhost import TrustedHostMiddleware

from deployments.local.mail_catcher.mailbox import Mailbox
from deployments.local.mail_catcher.texts import TEXTS

_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'"
# The HTML part is somebody else's page: styled, but without scripts, forms, links out or remote images.
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
_SHOWN = 200

Language = Annotated[str | None, Header(alias="accept-language")]


def create_web(mailbox: Mailbox) -> FastAPI:
    app = FastAPI(title="Meldeweg mail catcher", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def render(page: str, language: str, status: int = 200, **values: object) -> Response:
        text = pages.get_template(page).render(language=language, t=TEXTS[language], **values)
        return HTMLResponse(text, status, headers=_headers(_PAGE_POLICY))

    @app.get("/")
    def list_mails(lang: str | None = None, accept: Language = None) -> Response:
        return render("list.html", _language(lang, accept), mails=mailbox.read_newest(_SHOWN))

    @app.get("/mails/{name}")
    def show_mail(name: str, lang: str | None = None, accept: Language = None) -> Response:
        mail = mailbox.find(name)
        if mail is None:
            return render("gone.html", _language(lang, accept), 404)
        return render(
            "mail.html",
            _language(lang, accept),
            mail=mail,
            headers=[(key, str(value)) for key, value in mail.message.items()],
            text=mail.part("plain"),
            has_html=mail.part("html") is not None,
        )

    @app.get("/mails/{name}/html")
    def show_html(name: str) -> Response:
        mail = mailbox.find(name)
        html = mail.part("html") if mail else None
        if html is None:
            return PlainTextResponse("404", 404, headers=_headers(_MAIL_POLICY))
        return HTMLResponse(html, headers=_headers(_MAIL_POLICY))

    return app


def _language(asked: str | None, accept: str | None) -> str:
    if asked in TEXTS:
        return asked
    return "en" if (accept or "").lower().startswith("en") else "de"


def _headers(content_policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": content_policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
