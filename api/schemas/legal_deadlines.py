"""What a request about a legal period says. Days are local days of the municipality (ISO 8601)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field, Strict

from api.schemas.case_actions import ActionBody, Reason
from models.vocabulary import DeadlineKind, EntitledPerson

# From JSON text alone: no number is taken for a day.
Day = Annotated[date, Strict(False), Field(examples=["2026-12-01"])]
Person = Annotated[
    EntitledPerson | None, Field(description="null is the person the policy names; `superior`: § 77a StGB.")
]


class PeriodBody(ActionBody):
    deadline: DeadlineKind
    person: Person = None

    def arguments(self) -> dict[str, Any]:
        """As the actions on legal periods name them."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return {"kind": given.pop("deadline"), **given}


class StartBody(PeriodBody):
    started_on: Day
    reason: Reason | None = None


class CorrectBody(StartBody):
    reason: Reason


class SuspendBody(PeriodBody):
    until_on: Day
    reason: Reason


class EndBody(PeriodBody):
    on: Day
    reason: Reason
