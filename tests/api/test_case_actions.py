"""/api/cases: who may act, what is answered, and that the notices are there with the action."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlmodel import select

from api.app import create_app
from models.actions.activate_policy import activate_policy
from models.actions.officer_tokens import issue_token, revoke_tokens
from models.audit import Actor
from models.installation import Installation
from models.policy import shipped_policy
from models.tables import CaseFile, Officer, OfficerToken
from models.vocabulary import ActorKind, CaseState
from tasks.people.tell_people import tell_people
from tests.conftest import Clock
from tests.people import FIRST, SECOND, deadlines_of, entries_of, everything_of, exclude
from tests.routing import notices_of, reload, submit_and_route

pytestmark = pytest.mark.database

BY = Actor(ActorKind.COMMAND_LINE, via="mmuster")
WORDS = "Frau Kanarie ist im Urlaub."


@pytest.fixture
async def client(installation: Installation) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(lambda: installation, tell=tell_people)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://meldeweg.test") as client:
            yield client


async def token_of(place: Installation, officer_id: str, days: int = 1) -> dict[str, str]:
    issued = await issue_token(
        place, officer_id, days=days, municipality_id="augsburg", actor=BY, now=place.clock()
    )
    assert issued.secret not in repr(issued)
    return {"Authorization": f"Bearer {issued.secret}"}


@pytest.fixture
async def first(installation: Installation) -> dict[str, str]:
    return await token_of(installation, FIRST)


@pytest.fixture
async def case(installation: Installation) -> CaseFile:
    return await submit_and_route(installation)


async def post(
    client: httpx.AsyncClient, case: CaseFile, action: str, headers: dict[str, str], **body: Any
) -> httpx.Response:
    return await client.post(f"/api/cases/{case.case_ref}/{action}", json=body, headers=headers)


async def test_a_case_is_worked_on_from_taking_to_reopening(
    client: httpx.AsyncClient, installation: Installation, case: CaseFile, first: dict[str, str]
) -> None:
    for action, body, state in (
        ("acknowledge", {}, "acknowledged"),
        ("pause", {"until": "2026-12-01", "reason": WORDS}, "paused"),
        ("resume", {}, "acknowledged"),
        ("record-contact", {}, "in_progress"),
        ("severity", {"next_step": "protect"}, "in_progress"),
        (
            "extend",
            {"deadline": "feedback", "until": "2027-06-01", "reason": WORDS, "second": SECOND},
            "in_progress",
        ),
        ("close", {"reason": WORDS, "feedback_told": True, "confirm_legal": True}, "closed"),
        ("reopen", {"reason": WORDS}, "in_progress"),
        ("hand-over", {"office": "integration"}, "routed"),
    ):
        answer = await post(client, case, action, first, **body)
        assert (answer.status_code, answer.json().get("state")) == (200, state), (action, answer.text)
        assert "Kanarie" not in answer.text
    told = await notices_of(installation, case)
    assert ("case_assigned", "integration") in told
    assert ("case_to_know", "prevention") in told
    actors = {
        (entry["actor"]["kind"], entry["actor"]["id"])
        for entry in await entries_of(installation, case)
        if entry["event"].startswith("case_") and entry["event"] != "case_routed"
    }
    assert actors == {("officer", FIRST)}


async def test_a_raise_queues_its_notices_in_the_same_transaction(
    client: httpx.AsyncClient, installation: Installation, case: CaseFile, first: dict[str, str]
) -> None:
    raised = await post(client, case, "severity", first, level="critical", reason=WORDS)
    assert raised.json()["severity"] == "critical"
    assert ("severity_raised", "prevention") in await notices_of(installation, case)


async def test_a_process_without_words_changes_nothing(
    installation: Installation, case: CaseFile, first: dict[str, str]
) -> None:
    app = create_app(lambda: installation)
    before = await everything_of(installation, case)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://meldeweg.test") as mute,
    ):
        answer = await post(mute, case, "hand-over", first, office="integration")
    assert answer.status_code == 503
    assert await everything_of(installation, case) == before


async def test_the_case_is_shown_as_on_the_command_line(
    client: httpx.AsyncClient, case: CaseFile, first: dict[str, str], installation: Installation
) -> None:
    other = await submit_and_route(installation)
    assert (await post(client, case, "link", first, other=other.case_ref.lower())).status_code == 200
    answer = await client.get(f"/api/cases/{case.case_ref.lower()}", headers=first)
    shown = answer.json()
    assert (answer.status_code, shown["case_ref"], shown["linked"]) == (200, case.case_ref, [other.case_ref])
    assert {row["kind"] for row in shown["deadlines"]} >= {"acknowledge", "first_contact", "review"}
    assert answer.headers["Cache-Control"] == "no-store"


async def test_without_a_valid_token_nothing_is_said(
    client: httpx.AsyncClient, installation: Installation, case: CaseFile, clock: Clock
) -> None:
    gone = await token_of(installation, SECOND)
    async with installation.transaction() as session:
        (await session.get_one(Officer, ("augsburg", SECOND))).active = False
    revoked = await token_of(installation, FIRST)
    assert await revoke_tokens(installation, FIRST, municipality_id="augsburg", actor=BY, now=clock.now) == 1
    expired = await token_of(installation, FIRST)
    clock.forward(days=1)
    for headers in (
        {},
        gone,
        revoked,
        expired,
        {"Authorization": "Bearer mwo_" + "x" * 43},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic bXdvOng="},
        {"Authorization": "Bearer " + "x" * 5_000},
    ):
        for ref in (case.case_ref, "MW-0000-0000"):
            answer = await client.get(f"/api/cases/{ref}", headers=headers)
            assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (
                401,
                'Bearer realm="Meldeweg"',
            )
            assert "Zugang" in answer.json()["error"]["message_de"]
            assert "access token" in answer.json()["error"]["message_en"]
    async with installation.transaction() as session:
        for row in await session.exec(select(OfficerToken)):
            assert len(row.digest) == 32


async def test_who_must_not_act_is_told_so_and_nothing_changes(
    client: httpx.AsyncClient, installation: Installation, case: CaseFile
) -> None:
    await exclude(installation, case, SECOND)
    before = await everything_of(installation, case)
    for officer_id, words in ((SECOND, "Interessenkonflikt"), ("integration-officer-1", "andere Stelle")):
        headers = await token_of(installation, officer_id)
        for answer in (
            await client.get(f"/api/cases/{case.case_ref}", headers=headers),
            await post(client, case, "acknowledge", headers),
            await post(client, case, "hand-over", headers, office="integration"),
            await post(client, case, "mark-biased", headers, officer=FIRST),
        ):
            assert answer.status_code == 403
            assert words in answer.json()["error"]["message_de"]
    assert await everything_of(installation, case) == before


async def test_the_same_id_in_another_municipality_opens_nothing(
    client: httpx.AsyncClient, installation: Installation, case: CaseFile, clock: Clock
) -> None:
    await activate_policy(installation, shipped_policy("nordhaven"), actor=BY, now=clock.now)
    async with installation.transaction() as session:
        someone = await session.get_one(Officer, ("augsburg", "coordinator-1"))
        namesake = someone.model_dump() | {"municipality_id": "nordhaven", "active": True}
        await session.merge(Officer(**namesake))
    issued = await issue_token(
        installation, "coordinator-1", days=1, municipality_id="nordhaven", actor=BY, now=clock.now
    )
    headers = {"Authorization": f"Bearer {issued.secret}"}
    before = await everything_of(installation, case)
    for answer in (
        await client.get(f"/api/cases/{case.case_ref}", headers=headers),
        await post(client, case, "acknowledge", headers),
        await post(client, case, "hand-over", headers, office="integration"),
        await post(client, case, "link", headers, other="MW-0000-0000"),
    ):
        assert answer.status_code == 404
    assert await everything_of(installation, case) == before


@pytest.mark.parametrize(
    ("action", "body", "status", "field"),
    [
        ("pause", {}, 422, "until"),
        ("pause", {"until": "gestern", "reason": "x"}, 422, "until"),
        ("pause", {"until": 5, "reason": "x"}, 422, "until"),
        ("pause", {"until": "2020-01-01", "reason": "x", "Kanarie": 1}, 422, None),
        ("pause", {"until": "2020-01-01", "reason": "x"}, 409, None),
        ("resume", {}, 409, None),
        ("severity", {"level": "Kanarie"}, 422, "level"),
        ("severity", {"level": "low"}, 422, None),
        ("severity", {"second": "a\u0000b"}, 422, "second"),
        ("severity", {"level": "critical", "reason": "\ud800"}, 422, None),
        ("hand-over", {"office": "nowhere"}, 422, None),
        ("hand-over", {"office": "prevention"}, 409, None),
        ("hand-over", {"office": "Kanarie"}, 422, "office"),
        ("mark-biased", {"officer": "nobody"}, 422, None),
        ("link", {"other": "MW-0000-0000"}, 404, None),
        ("link", {"other": "Kanarie"}, 422, "other"),
        ("erase", {}, 404, None),
    ],
)
async def test_a_wrong_request_is_named_in_both_languages_and_not_repeated(
    client: httpx.AsyncClient,
    installation: Installation,
    case: CaseFile,
    first: dict[str, str],
    *,
    action: str,
    body: dict[str, Any],
    status: int,
    field: str | None,
) -> None:
    before = await everything_of(installation, case)
    answer = await client.post(
        f"/api/cases/{case.case_ref}/{action}",
        content=json.dumps(body),
        headers=first | {"Content-Type": "application/json"},
    )
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["field"] == field
    assert answer.json()["error"]["message_de"] != answer.json()["error"]["message_en"]
    assert "Kanarie" not in answer.text
    assert await everything_of(installation, case) == before


async def test_strange_addresses_and_bodies_are_refused(
    client: httpx.AsyncClient, case: CaseFile, first: dict[str, str]
) -> None:
    for ref in ("Kanarie", "MW-7K3M", "%00", "MW-7K3M-92QX%27"):
        assert (await client.get(f"/api/cases/{ref}", headers=first)).status_code == 404
    path = f"/api/cases/{case.case_ref}/acknowledge"
    assert (await client.post(path, content=b"x", headers=first)).status_code == 415
    json_headers = first | {"Content-Type": "application/json"}
    assert (await client.post(path, content=b"{", headers=json_headers)).status_code == 400
    assert (await client.get(path, headers=first)).status_code == 405
    assert (await client.post(path, headers=first)).status_code == 200


async def test_closing_names_the_legal_periods(
    client: httpx.AsyncClient, installation: Installation, case: CaseFile, first: dict[str, str]
) -> None:
    await post(client, case, "acknowledge", first)
    live = {kind for kind, row in (await deadlines_of(installation, case)).items() if row.state.is_live}
    closed = await post(client, case, "close", first, reason=WORDS)
    if "strafantrag" in live:
        assert closed.status_code == 409
        assert "Strafantrag" in closed.json()["error"]["message_de"]
        closed = await post(client, case, "close", first, reason=WORDS, confirm_legal=True)
    assert closed.json()["state"] == "closed"
    assert (await reload(installation, case.case_ref)).state is CaseState.CLOSED
    again = await post(client, case, "close", first, reason=WORDS, confirm_legal=True)
    assert (again.status_code, "geschlossen" in again.json()["error"]["message_de"]) == (409, True)


async def test_the_description_names_every_action_and_its_fields(client: httpx.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    paths, schemas = described["paths"], described["components"]["schemas"]
    pause = paths["/api/cases/{case_ref}/pause"]["post"]
    assert pause["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/PauseBody")
    assert set(schemas["PauseBody"]["required"]) == {"until", "reason"}
    assert pause["security"] == [{name: [] for name in described["components"]["securitySchemes"]}]
    actions = {path.rsplit("/", 1)[1] for path in paths if path.startswith("/api/cases/{case_ref}/")}
    assert actions >= {"acknowledge", "severity", "record-contact", "pause", "resume", "extend"}
    assert actions >= {"hand-over", "close", "reopen", "link", "mark-biased", "add-answers"}
    answers = paths["/api/cases/{case_ref}/add-answers"]["post"]["requestBody"]
    assert answers["required"]
    assert answers["content"]["application/json"]["schema"]["$ref"].endswith("/AnswersBody")
    assert {"danger", "incident_kinds", "offender_known_on"} <= set(schemas["AnswersBody"]["properties"])


async def test_answers_added_are_decided_at_once_and_once(
    client: httpx.AsyncClient, installation: Installation, case: CaseFile, first: dict[str, str]
) -> None:
    sent = {"danger": {"weapon": "yes"}, "offender_known_on": "2026-11-20"}
    answer = await post(client, case, "add-answers", first, **sent)
    assert (answer.status_code, answer.json()["severity"]) == (200, "critical"), answer.text
    assert ("severity_raised", "prevention") in await notices_of(installation, case)
    entries = await entries_of(installation, case)
    (added,) = [entry for entry in entries if entry["event"] == "answers_added"]
    assert (added["actor"]["id"], sorted(added["details"]["questions"])) == (
        FIRST,
        ["danger.weapon", "offender_known_on"],
    )
    before = await everything_of(installation, case)
    again = await post(client, case, "add-answers", first, **sent)
    assert (again.status_code, again.json()) == (200, answer.json())
    assert await everything_of(installation, case) == before
    corrected = await post(client, case, "add-answers", first, perpetrator="citizen")
    assert corrected.status_code == 200
    assert len(await entries_of(installation, case)) > len(entries)


async def test_answers_are_refused_in_two_languages_and_nothing_is_kept(
    client: httpx.AsyncClient, installation: Installation, case: CaseFile, first: dict[str, str]
) -> None:
    elsewhere = await token_of(installation, "integration-officer-1")
    before = await everything_of(installation, case)
    url = f"/api/cases/{case.case_ref}/add-answers"
    for headers, body, status, field in (
        (first, {"danger": {"weapon": "maybe"}}, 422, "danger.weapon"),
        (first, {"narrative": "Noch etwas"}, 422, "narrative"),
        (first, {"offender_known_on": "2030-01-01"}, 422, "offender_known_on"),
        (first, {}, 422, None),
        (first, [], 422, None),
        (elsewhere, {"danger": {"weapon": "yes"}}, 403, None),
        ({}, {"danger": {"weapon": "yes"}}, 401, None),
    ):
        answer = await client.post(url, json=body, headers=headers)
        error = answer.json()["error"]
        assert (answer.status_code, error["field"]) == (status, field), (body, answer.text)
        assert error["message_de"]
        assert error["message_en"] != error["message_de"]
        assert "Noch etwas" not in answer.text
    plain = await client.post(url, content=b"{}", headers=first | {"Content-Type": "text/plain"})
    assert plain.status_code == 415
    assert await everything_of(installation, case) == before


async def test_a_linked_case_one_may_not_see_is_counted_and_not_named(
    client: httpx.AsyncClient, installation: Installation, case: CaseFile, first: dict[str, str]
) -> None:
    """The officer of an office that was told of one case; the other is none of theirs, or they are biased."""
    other, third = await submit_and_route(installation), await submit_and_route(installation)
    for linked in (other, third):
        assert (await post(client, case, "link", first, other=linked.case_ref)).status_code == 200
    await exclude(installation, other, FIRST)
    answer = await client.get(f"/api/cases/{case.case_ref}", headers=first)
    shown = answer.json()
    assert (shown["linked"], shown["linked_unseen"]) == ([third.case_ref], 1)
    assert other.case_ref not in answer.text
    second = await token_of(installation, SECOND)
    shown = (await client.get(f"/api/cases/{case.case_ref}", headers=second)).json()
    assert (sorted(shown["linked"]), shown["linked_unseen"]) == (
        sorted([other.case_ref, third.case_ref]),
        0,
    )
