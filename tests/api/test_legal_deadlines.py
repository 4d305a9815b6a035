"""/api/cases/…/legal: days of legal periods over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.app import create_app
from models.installation import Installation
from models.tables import CaseFile
from models.vocabulary import DeadlineKind, DeadlineState
from tasks.people.tell_people import tell_people
from tests.api.test_case_actions import token_of
from tests.people import FIRST, periods_of
from tests.routing import submit_and_route

pytestmark = pytest.mark.database

PATH = "/api/cases/{ref}/legal/{action}"


@pytest.fixture
async def client(installation: Installation) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(lambda: installation, tell=tell_people)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://meldeweg.test") as client:
            yield client


@pytest.fixture
async def first(installation: Installation) -> dict[str, str]:
    return await token_of(installation, FIRST)


@pytest.fixture
async def case(installation: Installation) -> CaseFile:
    return await submit_and_route(installation)


async def send(
    client: httpx.AsyncClient, case: CaseFile, action: str, headers: dict[str, str], **body: Any
) -> httpx.Response:
    return await client.post(PATH.format(ref=case.case_ref, action=action), json=body, headers=headers)


async def test_a_period_is_set_corrected_suspended_and_met(
    installation: Installation, client: httpx.AsyncClient, case: CaseFile, first: dict[str, str]
) -> None:
    superior = {"deadline": "strafantrag", "person": "superior", "reason": "Gespräch mit der Leitung"}
    for action, days in (
        ("set", {"started_on": "2026-11-21"}),
        ("correct", {"started_on": "2026-11-22"}),
        ("suspend", {"until_on": "2027-04-01"}),
        ("meet", {"on": "2026-11-23"}),
    ):
        answer = await send(client, case, action, first, **superior, **days)
        assert answer.status_code == 200, answer.text
    rows = [
        (row.state, row.due_on.isoformat() if row.due_on else None)
        for row in await periods_of(installation, case, DeadlineKind.STRAFANTRAG)
        if row.entitled_person.value == "superior"
    ]
    assert sorted(rows) == [
        (DeadlineState.MET, "2027-04-01"),
        (DeadlineState.SUPERSEDED, "2027-02-22"),
        (DeadlineState.SUPERSEDED, "2027-02-22"),
    ]


async def test_a_period_is_waived(
    installation: Installation, client: httpx.AsyncClient, case: CaseFile, first: dict[str, str]
) -> None:
    answer = await send(
        client, case, "waive", first, deadline="strafantrag", on="2026-11-23", reason="nicht gewünscht"
    )
    assert answer.status_code == 200
    (row,) = await periods_of(installation, case, DeadlineKind.STRAFANTRAG)
    assert (row.state, row.reason) == (DeadlineState.CANCELLED, "waived")


@pytest.mark.parametrize(
    ("action", "body", "status"),
    [
        ("set", {"deadline": "strafantrag", "started_on": "2026-11-21"}, 409),
        ("set", {"deadline": "strafantrag", "started_on": "2026-12-24"}, 422),
        ("set", {"deadline": "strafantrag", "started_on": 20261121}, 422),
        ("set", {"deadline": "strafantrag"}, 422),
        ("set", {"deadline": "review", "started_on": "2026-11-21"}, 409),
        ("suspend", {"deadline": "feedback", "until_on": "2027-04-01", "reason": "x"}, 409),
        ("suspend", {"deadline": "strafantrag", "until_on": "2026-12-01", "reason": "x"}, 422),
        ("meet", {"deadline": "review", "on": "2026-11-23", "reason": "x"}, 409),
        ("meet", {"deadline": "strafantrag", "on": "2026-11-23"}, 422),
        ("meet", {"deadline": "strafantrag", "on": "2026-11-23", "reason": "x", "more": 1}, 422),
    ],
)
async def test_what_cannot_be_is_refused_in_words_and_changes_nothing(
    installation: Installation,
    client: httpx.AsyncClient,
    case: CaseFile,
    first: dict[str, str],
    action: str,
    body: dict[str, Any],
    status: int,
) -> None:
    answer = await send(client, case, action, first, **body)
    assert answer.status_code == status, answer.text
    (problem,) = answer.json()["errors"]
    assert problem["message_de"]
    assert problem["message_en"]
    (row,) = await periods_of(installation, case, DeadlineKind.STRAFANTRAG)
    assert row.state is DeadlineState.ARMED


async def test_without_a_token_nothing_is_entered(client: httpx.AsyncClient, case: CaseFile) -> None:
    answer = await send(client, case, "waive", {}, deadline="strafantrag", on="2026-11-23", reason="x")
    assert answer.status_code == 401
