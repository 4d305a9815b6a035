"""What a request for an action says. Unknown fields are refused; moments without an offset are local."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from models.refusals import MomentUnreadable
from models.rules.moments import read_moment
from models.vocabulary import DeadlineKind, NextStep, Severity


def _read_moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("a moment is text")
    try:
        return read_moment(value)
    except MomentUnreadable:
        raise ValueError("no moment") from None


# Name of the way in, in the description of the API.
OFFICER_TOKEN = "officer_token"  # noqa: S105  a name, not a secret

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Moment = Annotated[
    datetime, BeforeValidator(_read_moment), Field(examples=["2026-12-01T14:30", "2026-12-01"])
]
Reason = Annotated[str, Field(description="Kept sealed; at most 2,000 characters.")]


class ActionBody(BaseModel):
    """Base of all; also the body of what needs no word: acknowledge and resume."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SeverityBody(ActionBody):
    level: Severity | None = Field(default=None, description="null confirms what stands.")
    reason: Reason | None = None
    second: Id | None = None
    next_step: NextStep | None = None


class ContactBody(ActionBody):
    at: Moment | None = Field(default=None, description="null is now.")
    reason: Reason | None = None


class PauseBody(ActionBody):
    until: Moment
    reason: Reason


class ExtendBody(ActionBody):
    deadline: DeadlineKind
    until: Moment
    reason: Reason
    second: Id


class HandOverBody(ActionBody):
    office: Id
    reason: Reason | None = None


class CloseBody(ActionBody):
    reason: Reason
    feedback_told: bool = False
    confirm_legal: bool = False


class ReopenBody(ActionBody):
    reason: Reason


class LinkBody(ActionBody):
    other: Annotated[str, Field(pattern=r"^[Mm][Ww]-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}$")]


class BiasBody(ActionBody):
    officer: Id
