"""The answer to a request that was not accepted."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Problem(BaseModel):
    field: str | None = Field(description="Dotted path, for example danger.weapon; null for the whole body.")
    message: str = Field(description="In the language of the request (Accept-Language), else German.")
    message_de: str
    message_en: str


class ProblemsAnswer(BaseModel):
    """`error` is the first of `errors`; there is one a field."""

    error: Problem
    errors: list[Problem]
    incident: str | None = Field(default=None, description="Number to ask about, only with status 500.")
