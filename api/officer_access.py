"""Who acts through the API: the bearer token of a person (RFC 6750)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from api.dependencies import Now, Place
from api.errors import RequestRefused
from api.wording import NO_ACCESS, NOT_FOUND
from models.actions.done import Tell
from models.actions.officer_tokens import find_token_holder
from models.actions.take_action import Act, take_action
from models.audit import Actor
from models.installation import Installation
from models.tables import CaseFile, Officer
from models.vocabulary import ActorKind

_BEARER = re.compile(r"Bearer +([A-Za-z0-9_.~+/-]{1,200}=*) *", re.IGNORECASE)
# Anything else in the address is a mistake and never asked of the database.
_CASE_REF = re.compile(r"MW-[0-9A-Z]{4}-[0-9A-Z]{4}")
_HEADERS: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="Meldeweg"'}


@dataclass(frozen=True, slots=True)
class ActingOfficer:
    """The person behind a request; all they do is theirs in the audit log, within their municipality."""

    officer: Officer
    place: Installation
    now: datetime
    tell: Tell

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.OFFICER, self.officer.officer_id)

    async def take(self, case_ref: str, act: Act) -> CaseFile:
        return await take_action(
            self.place,
            case_ref,
            act,
            actor=self.actor,
            now=self.now,
            tell=self.tell,
            municipality_id=self.officer.municipality_id,
        )


async def get_acting(request: Request, place: Place, now: Now) -> ActingOfficer:
    """401 in the same words whatever is wrong with the token: missing, unknown, expired or revoked."""
    given = request.headers.getlist("authorization")
    secret = _BEARER.fullmatch(given[0]) if len(given) == 1 else None
    officer = None if secret is None else await find_token_holder(place, secret[1], now=now)
    if officer is None:
        raise RequestRefused(401, NO_ACCESS, headers=_HEADERS)
    return ActingOfficer(officer, place, now, request.app.state.tell)


def get_case_ref(case_ref: str) -> str:
    """The reference in the address, however it was typed."""
    if not _CASE_REF.fullmatch(case_ref.upper()):
        raise RequestRefused(404, NOT_FOUND)
    return case_ref.upper()


Acting = Annotated[ActingOfficer, Depends(get_acting)]
CaseRef = Annotated[str, Depends(get_case_ref)]
