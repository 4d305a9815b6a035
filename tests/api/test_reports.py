"""POST /api/reports against a real database."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import httpx
import psycopg
import pytest

from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from tests.api.conftest import count_rows
from tests.conftest import Clock
from tests.journeys.waiting import until
from tests.reports import THREAT

pytestmark = pytest.mark.database

URL = "/api/reports"
# The first waits for the table, the others for the first; half of the pool is left for other questions.
WAITING_AT_ONCE = 8


async def test_a_report_gets_a_receipt(client: httpx.AsyncClient, installation: Installation) -> None:
    answer = await client.post(URL, json=THREAT)
    assert answer.status_code == 201
    receipt = answer.json()
    assert set(receipt) == {"case_ref", "receipt_code", "submitted_at", "notices"}
    assert re.fullmatch(r"MW-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt["case_ref"])
    assert receipt["submitted_at"] == "2026-11-23T09:00:00Z"
    notices = receipt["notices"]
    assert "kein Strafantrag" in notices["no_strafantrag"]["de"]
    assert "hält keine gesetzliche Frist an" in notices["no_strafantrag"]["de"]
    assert "does not stop any legal deadline" in notices["no_strafantrag"]["en"]
    assert "ersetzt keinen Anruf bei der 110" in notices["emergency"]["de"]
    assert "does not replace a call to 110" in notices["emergency"]["en"]
    counted = await count_rows(installation)
    assert counted["CaseFile"] == counted["Report"] == counted["Dispatch"] == 1


async def test_the_same_key_and_report_give_the_same_answer(
    client: httpx.AsyncClient, installation: Installation, clock: Clock
) -> None:
    headers = {"Idempotency-Key": "k!~" * 85}
    first = await client.post(URL, json=THREAT, headers=headers)
    clock.forward(hours=23)
    turned = dict(reversed(THREAT.items())) | {"incident_kinds": ["insult", "threat", "insult"]}
    second = await client.post(URL, content=json.dumps(turned, indent=3), headers=headers | _JSON)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (await count_rows(installation))["CaseFile"] == 1


async def test_the_same_key_with_another_report_is_a_conflict(
    client: httpx.AsyncClient, installation: Installation
) -> None:
    headers = {"Idempotency-Key": "a"}
    assert (await client.post(URL, json=THREAT, headers=headers)).status_code == 201
    other = await client.post(URL, json=THREAT | {"place": "anderswo"}, headers=headers)
    assert_refused(other, 409, "Idempotency-Key")
    assert (await count_rows(installation))["CaseFile"] == 1


async def test_fifty_equal_requests_at_once_make_one_case_and_one_run(
    live_url: str, installation: Installation, postgres: RunningPostgres, database_name: str
) -> None:
    """Over real sockets; several are in their transaction at once before the first goes on."""
    headers = {"Idempotency-Key": "double-click"}
    async with httpx.AsyncClient(base_url=live_url, timeout=60) as client:
        with psycopg.connect(postgres.superuser_url, dbname=database_name) as holder:
            holder.execute("LOCK TABLE case_file IN SHARE MODE")
            posting = [asyncio.create_task(client.post(URL, json=THREAT, headers=headers)) for _ in range(50)]
            await until(lambda: _count_waiting(holder) >= WAITING_AT_ONCE)
        answers = await asyncio.gather(*posting)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    counted = await count_rows(installation)
    assert counted["CaseFile"] == counted["Report"] == counted["Dispatch"] == 1


def _count_waiting(connection: psycopg.Connection[tuple[int]]) -> int:
    row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return 0 if row is None else row[0]


async def test_without_a_key_every_request_is_a_report(
    client: httpx.AsyncClient, installation: Installation
) -> None:
    refs = {(await client.post(URL, json=THREAT)).json()["case_ref"] for _ in range(2)}
    assert len(refs) == 2
    assert (await count_rows(installation))["CaseFile"] == 2


@pytest.mark.parametrize("key", [b"", b" ", b"a b", b"a\tb", "schlüssel".encode(), b"k" * 256, b"\x7f"])
async def test_a_bad_key_is_refused(
    client: httpx.AsyncClient, installation: Installation, key: bytes
) -> None:
    answer = await client.post(URL, json=THREAT, headers=[(b"Idempotency-Key", key)])
    assert_refused(answer, 400, "Idempotency-Key")
    assert (await count_rows(installation))["CaseFile"] == 0


async def test_two_keys_are_refused(client: httpx.AsyncClient) -> None:
    headers = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    assert_refused(await client.post(URL, json=THREAT, headers=headers), 400, "Idempotency-Key")


@pytest.mark.parametrize(
    "content_type",
    [
        *("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "json"),
        *("application/json; charset=latin-1", "application/jsonp", "application/json; charset=utf-16"),
    ],
)
async def test_only_json_is_taken(client: httpx.AsyncClient, content_type: str) -> None:
    answer = await client.post(URL, content=json.dumps(THREAT), headers={"Content-Type": content_type})
    assert_refused(answer, 415, "Content-Type")


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", "Application/JSON"])
async def test_json_may_name_its_charset(client: httpx.AsyncClient, content_type: str) -> None:
    answer = await client.post(URL, content=json.dumps(THREAT), headers={"Content-Type": content_type})
    assert answer.status_code == 201


_JSON = {"Content-Type": "application/json"}
_LONG = "x" * 20_001


@pytest.mark.parametrize(
    ("raw", "status", "field"),
    [
        (b"", 400, None),
        (b"\x00", 400, None),
        (b'{"narrative": "\xff"}', 400, None),
        (b'{"narrative": "\xed\xa0\x80"}', 400, None),
        (b"\xef\xbb\xbf{}", 400, None),
        (b'{"narrative": "x", "narrative": "y"}', 400, "narrative"),
        (b'{"narrative": NaN}', 400, None),
        (b"[" * 100_000 + b"]" * 100_000, 400, None),
        (b'{"narrative": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "narrative"),
        (b'{"a":' * 80_000 + b"1" + b"}" * 80_000, 400, "a"),
        (b"[]", 422, None),
        (b'"text"', 422, None),
        (b"null", 422, None),
        (b"1", 422, None),
        (b"9" * 5_000, 422, None),
        (b"{}", 422, "narrative"),
        (b'{"narrative": ' + b"9" * 5_000 + b"}", 422, "narrative"),
        (b'{"narrative": 1e999}', 422, "narrative"),
        (b'{"narrative": null}', 422, "narrative"),
        (b'{"narrative": ""}', 422, "narrative"),
        (b'{"narrative": "a\\u0000b"}', 422, "narrative"),
        (b'{"narrative": "a\\ud800b"}', 422, "narrative"),
        (f'{{"narrative": "{_LONG}"}}'.encode(), 422, "narrative"),
        (b'{"narrative": "x", "channel": "\\udfff"}', 422, "channel"),
        (b'{"narrative": "x", "danger": {"weapon": "perhaps"}}', 422, "danger.weapon"),
        (b'{"narrative": "x", "danger": {"wapon": "yes"}}', 422, "danger.wapon"),
        (b'{"narrative": "x", "contact": {"email": "a@b.example,c@d.example"}}', 422, "contact.email"),
        (b'{"narrative": "x", "consent": "police"}', 422, "consent"),
        (b'{"narrative": "x", "occurred_on": "2026-11-24"}', 422, "occurred_on"),
        (b'{"narrative": "x", "not_to_offices": ["nowhere"]}', 422, "not_to_offices"),
        (b'{"narrative": "x", "municipality": "a\\u0000"}', 422, "municipality"),
        (b'{"narrative": "x", "municipality": "\\ud800"}', 422, "municipality"),
        (b'{"narrative": "x", "municipality": "musterstadt"}', 422, "municipality"),
        (b'{"narrative": "x", "municipality": 5}', 422, "municipality"),
        (b'{"narrative": "x", "colour": "red"}', 422, "colour"),
        (b'{"narrative": "x", "\\u0000\\ud800": 1}', 422, "\ufffd\ufffd"),
    ],
)
async def test_bad_input_is_refused_by_field_and_nothing_is_stored(
    client: httpx.AsyncClient, installation: Installation, raw: bytes, status: int, field: str | None
) -> None:
    before = await count_rows(installation)
    assert_refused(await client.post(URL, content=raw, headers=_JSON), status, field)
    assert await count_rows(installation) == before


async def test_all_problems_are_told_at_once(client: httpx.AsyncClient) -> None:
    bad = THREAT | {"municipality": "nirgendwo", "channel": "smoke", "language": "de_DE"}
    answer = await client.post(URL, json=bad)
    assert [problem["field"] for problem in answer.json()["errors"]] == [
        "municipality",
        "language",
        "channel",
    ]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "de"),
        ("en", "en"),
        ("en-GB,de;q=0.5", "en"),
        ("fr,en;q=0.2", "en"),
        ("de-AT,en", "de"),
        ("x;q=y", "de"),
    ],
)
async def test_the_message_follows_the_preferred_language(
    client: httpx.AsyncClient, accepted: str, language: str
) -> None:
    problem = (await client.post(URL, json={}, headers={"Accept-Language": accepted})).json()["error"]
    assert problem["message"] == problem[f"message_{language}"]


async def test_today_is_the_day_at_the_place(client: httpx.AsyncClient, clock: Clock) -> None:
    clock.forward(hours=14, minutes=30)  # 23:30 UTC: already the 24th in Augsburg
    assert (await client.post(URL, json={"narrative": "x", "occurred_on": "2026-11-24"})).status_code == 201
    answer = await client.post(URL, json={"narrative": "x", "occurred_on": "2026-11-25"})
    assert_refused(answer, 422, "occurred_on")


def assert_refused(answer: httpx.Response, status: int, field: str | None) -> None:
    assert answer.status_code == status
    body: dict[str, Any] = answer.json()
    assert body["error"] == body["errors"][0]
    assert body["error"]["field"] == field
    for problem in body["errors"]:
        assert set(problem) == {"field", "message", "message_de", "message_en"}
        assert problem["message_de"]
        assert problem["message_en"]
        assert problem["message_de"] != problem["message_en"]
