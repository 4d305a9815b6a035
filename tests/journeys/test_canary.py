"""Nothing a person writes gets out: a different strange word in every field, looked for everywhere."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import pickle
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlmodel import col, delete, select

from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from models.store.case_keys import get_case_key
from models.store.reports import get_report, open_report
from models.tables import CaseFile, CaseKey, Notice
from models.vocabulary import NoticeState
from tests import HOME
from tests.journeys.house import FLOWS_BY_HAND, House, end
from tests.journeys.search import dump_database, find_words, open_mail, read_files
from tests.journeys.waiting import until
from tests.notifications.relays import Mailbox, honest_relay
from tests.prefect_server import PrefectServer
from tests.reports import THREAT
from tests.routing import reload

pytestmark = [pytest.mark.database, pytest.mark.prefect]

KEY = "zwqschluessel7"
WRONG = "zwqfalsch7"
UNKNOWN_FIELD = "zwqfeld7"
CANARIES = {
    "narrative": "zwqerzaehlung7",
    "exact_words": "zwqwortlaut7",
    "place": "zwqort7",
    "name": "zwqname7",
    "email": "zwqpost7",
    "phone": "731915508264",
    "language": "zwqspra7",
}
REPORT: dict[str, Any] = THREAT | {
    "narrative": f"Vor dem Rathaus rief er: Ich bringe dich um, {CANARIES['narrative']}!",
    "exact_words": f"Ich schlage dich tot, {CANARIES['exact_words']}.",
    "place": f"Hauptstraße 1, {CANARIES['place']}",
    "occurred_on": None,
    "offender_known_on": None,
    "language": f"de-x-{CANARIES['language']}",
    "identity": "named",
    "contact": {
        "name": f"Ada {CANARIES['name']}",
        "email": f"{CANARIES['email']}@example.org",
        "phone": f"+{CANARIES['phone']}",
    },
    "consent": ["police", "counselling", "legal_aid"],
    "danger": {"danger_now": "yes"},
}
WORDS = {*CANARIES.values(), KEY, WRONG, UNKNOWN_FIELD}


@pytest.fixture
async def mailbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Mailbox]:
    mailbox = Mailbox()
    async with honest_relay(mailbox) as port:
        monkeypatch.setenv("MELDEWEG_MAIL_RELAY__PORT", str(port))
        monkeypatch.setenv("MELDEWEG_MAIL_RELAY__TLS", "none")
        yield mailbox


@pytest.mark.parametrize(
    "disguise",
    [
        lambda word: word.upper(),
        lambda word: word.encode("utf-16-le"),
        lambda word: b"x" + word.encode("utf-16-be"),
        lambda word: "".join(f"%{byte:02X}" for byte in word.encode()),
        lambda word: quote(quote(f"Straße {word} +", safe=""), safe=""),
        lambda word: b"before " + base64.b64encode(f"some text, {word}".encode()) + b" after",
        lambda word: base64.urlsafe_b64encode(pickle.dumps(ValueError(f"no {word} here"))).rstrip(b"="),
        lambda word: b'{"data": "' + base64.b64encode(gzip.compress(word.encode() * 20)) + b'"}',
        lambda word: f"\\x{json.dumps({'a': word}).encode().hex()}",
    ],
)
def test_the_search_sees_through_every_disguise(disguise: Any) -> None:
    hidden = disguise("zwqkanarie7")
    content = hidden.encode() if isinstance(hidden, str) else hidden
    assert find_words(b"noise " + content, ["zwqkanarie7", "zwqandere7"]) == {"zwqkanarie7"}


async def test_what_a_person_writes_is_found_nowhere_but_sealed(
    installation: Installation,
    mailbox: Mailbox,
    house: House,
    postgres: RunningPostgres,
    database_name: str,
    prefect_server: PrefectServer,
) -> None:
    answers: list[httpx.Response] = []
    async with AsyncExitStack() as started:
        client = await _start_api(house, started)

        async def send(body: dict[str, Any], key: str | None = None) -> httpx.Response:
            headers = {} if key is None else {"Idempotency-Key": key}
            answers.append(await client.post("/api/reports", json=body, headers=headers))
            return answers[-1]

        first, again = await send(REPORT, KEY), await send(REPORT, KEY)
        assert (first.status_code, again.json()) == (201, first.json())
        assert (await send(REPORT | {"place": WRONG}, KEY)).status_code == 409
        for wrong in (
            {"channel": WRONG},
            {UNKNOWN_FIELD: 1},
            {"occurred_on": WRONG},
            {"contact": {"email": WRONG}},
            {"language": f"{WRONG}{WRONG}"},
        ):
            assert (await send(REPORT | wrong)).status_code == 422
        lost = await send(REPORT)
        typed = {"narrative": REPORT["narrative"], "place": REPORT["place"], "form_token": KEY * 2}
        answers.append(await client.post("/", data=typed))
        assert answers[-1].status_code == 200

        sound = await reload(installation, first.json()["case_ref"])
        keyless = await reload(installation, lost.json()["case_ref"])
        async with installation.transaction() as session:
            await session.exec(delete(CaseKey).where(col(CaseKey.case_id) == keyless.case_id))

        for name, command in (("dispatcher", "dispatch"), ("delivery", "deliver")):
            process = house.start(name, ["deployments", command])
            started.callback(end, process)
        await until(lambda: _is_told(installation, sound))
        await until(lambda: _has_failed(prefect_server, keyless))
        shown = await asyncio.to_thread(house.ask, "case", "show", sound.case_ref, "--json")
        by_hand = await asyncio.to_thread(
            house.ask,
            *("route_again", "Vorgang von gestern", ","),
            *("route_again", sound.case_ref, ","),
            *("route_again", keyless.case_ref, ","),
            "watch_deadlines",
            script=FLOWS_BY_HAND,
        )
    assert by_hand.stdout.splitlines() == [
        "route_again: FAILED",
        "route_again: COMPLETED",
        "route_again: FAILED",
        "watch_deadlines: COMPLETED",
    ]

    # Everything that anybody but the right person could come to see.
    seen = {
        f"answer {number}": f"{answer.headers}\n{answer.text}".encode()
        for number, answer in enumerate(answers)
    }
    seen |= {f"mail {number}": open_mail(_raw(mail)) for number, mail in enumerate(mailbox.envelopes)}
    seen |= {"case show": shown.stdout.encode()}
    seen |= dict(read_files(house.home, HOME / "prefect"))
    seen |= {str(log): log.read_bytes() for log in (prefect_server.log, *HOME.glob("*.log"))}
    application = dict(dump_database(postgres.superuser_url, database_name))
    seen |= {f"application {name}": content for name, content in application.items()}
    prefect = dict(dump_database(postgres.superuser_url, prefect_server.database))
    seen |= {f"prefect {name}": content for name, content in prefect.items()}

    leaks = {name: found for name, content in seen.items() if (found := find_words(content, WORDS))}
    # The refusal of an unknown field names it, to the one who sent it alone.
    assert leaks == {"answer 4": {UNKNOWN_FIELD}}

    # The search looked at the right things …
    ref = sound.case_ref
    assert any(find_words(content, [ref]) for name, content in seen.items() if name.startswith("mail"))
    for name in ("case show", "prefect public.flow_run.name", "prefect public.artifact.data"):
        assert find_words(seen[name], [ref]), name
    assert find_words(application["public.case_file.case_ref"], [ref])
    assert b"the key of the case is gone" in prefect["public.flow_run_state.message"]
    assert "run failed" in house.log("dispatcher")
    # … and nothing was lost: with the key of the case every word is there.
    async with installation.transaction() as session:
        key = await get_case_key(session, sound.case_id, master=installation.master_key)
        opened = open_report(key, await get_report(session, sound.case_id))
    assert find_words(json.dumps(opened).encode(), CANARIES.values()) == set(CANARIES.values())
    assert opened["contact"] == REPORT["contact"]


def _raw(envelope: Any) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content


async def _start_api(house: House, started: AsyncExitStack) -> httpx.AsyncClient:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = ["uvicorn", "deployments.web:create_app", "--factory", "--port", str(port), "--no-access-log"]
    started.callback(end, house.start("api", program))
    client = await started.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}"))

    async def answers() -> bool:
        try:
            return (await client.get("/healthz")).is_success
        except httpx.HTTPError:
            return False

    await until(answers)
    return client


async def _is_told(place: Installation, case: CaseFile) -> bool:
    """Everybody who is to be told of the case has their mail."""
    if (await reload(place, case.case_ref)).routed_at is None:
        return False
    async with place.transaction() as session:
        rows = (await session.exec(select(Notice).where(Notice.case_id == case.case_id))).all()
    return bool(rows) and all(row.state is NoticeState.SENT for row in rows)


def _has_failed(server: PrefectServer, case: CaseFile) -> bool:
    runs = [run for run in server.runs("route_case") if run["parameters"]["case_id"] == str(case.case_id)]
    return any(run["state_type"] == "FAILED" for run in runs)
