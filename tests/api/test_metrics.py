"""/metrics: what it tells after real work, to whom, and that the dashboard asks for what there is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import col, update

from models.installation import Installation
from models.invariant import Invariant
from models.store.heartbeats import save_heartbeat
from models.store.invariants import Standing, save_standing
from models.store.queue_depths import Postponed, Queue
from models.tables import CaseFile, Dispatch
from models.vocabulary import DispatchState
from notifications.outcomes import MailUnavailable, Problem, Stage
from notifications.recording import RecordingRelay
from tests.conftest import Clock
from tests.reports import report
from tests.routing import send_all, submit, submit_and_route, tick

pytestmark = pytest.mark.database

DASHBOARD = Path(__file__).parents[2] / "deployments" / "grafana" / "meldeweg.json"
TOKEN = "a token of this test"


async def read(client: httpx.AsyncClient, **headers: str) -> dict[str, float]:
    """Every sample as `name{label=value}`."""
    answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        sample.name + "".join(f"{{{name}={value}}}" for name, value in sample.labels.items()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_an_empty_installation_has_every_metric_with_zeros(client: httpx.AsyncClient) -> None:
    told = await read(client)
    assert told["meldeweg_reports_total"] == 0
    assert told["meldeweg_routing_seconds_count"] == 0
    assert {told[f"meldeweg_queue_waiting{{queue={queue}}}"] for queue in Queue} == {0}
    assert {told[f"meldeweg_queue_oldest_seconds{{queue={queue}}}"] for queue in Queue} == {0}
    assert told["meldeweg_notices{state=sent}"] == 0
    assert {told[f"meldeweg_notices_postponed{{reason={reason}}}"] for reason in Postponed} == {0}
    assert told["meldeweg_deadlines_overdue"] == 0
    assert "meldeweg_heartbeat_age_seconds{process=dispatcher}" not in told


async def test_queues_and_their_age_are_told(
    client: httpx.AsyncClient, installation: Installation, clock: Clock
) -> None:
    await submit(installation)
    await submit_and_route(installation)
    clock.forward(seconds=40)
    told = await read(client)
    assert told["meldeweg_reports_total"] == 2
    assert told["meldeweg_queue_waiting{queue=routing}"] == 2  # no dispatcher closed the routed one's row
    assert told["meldeweg_queue_oldest_seconds{queue=routing}"] == 40
    assert told["meldeweg_queue_waiting{queue=notices}"] > 0
    assert told["meldeweg_queue_oldest_seconds{queue=notices}"] == 40
    assert told["meldeweg_queue_waiting{queue=deadlines}"] == 0
    async with installation.transaction() as session:
        await session.exec(update(Dispatch).values(worked_at=clock.now))
    told = await read(client)
    assert (told["meldeweg_queue_waiting{queue=routing}"], told["meldeweg_queue_waiting{queue=showing}"]) == (
        0,
        2,
    )


async def test_routing_times_fall_into_the_bucket_of_their_bound(
    client: httpx.AsyncClient, installation: Installation
) -> None:
    for seconds in (1.0, 1.5, 2.0, 7200.0):
        case = await submit_and_route(installation)
        async with installation.transaction() as session:
            routed_at = case.submitted_at + timedelta(seconds=seconds)
            await session.exec(
                update(CaseFile).where(col(CaseFile.case_id) == case.case_id).values(routed_at=routed_at)
            )
    await submit(installation)
    told = await read(client)
    upto = {
        bound: told[f"meldeweg_routing_seconds_bucket{{le={bound}}}"]
        for bound in ("1.0", "2.0", "3600.0", "+Inf")
    }
    assert upto == {"1.0": 1, "2.0": 3, "3600.0": 3, "+Inf": 4}
    assert told["meldeweg_routing_seconds_sum"] == pytest.approx(7204.5)
    assert told["meldeweg_reports_total"] == 5


async def test_missed_and_breached_deadlines_are_told_apart(
    client: httpx.AsyncClient, installation: Installation, clock: Clock
) -> None:
    await submit_and_route(installation, report(danger={"danger_now": "yes"}))
    armed = (await read(client))["meldeweg_deadlines{state=armed}"]
    assert armed > 0
    clock.forward(minutes=60)  # nobody ticks
    told = await read(client)
    assert told["meldeweg_queue_waiting{queue=deadlines}"] >= 1
    assert told["meldeweg_queue_oldest_seconds{queue=deadlines}"] > 0
    assert told["meldeweg_deadlines{state=armed}"] == armed
    assert told["meldeweg_deadlines_overdue"] == 1


async def test_notices_set_aside_runs_and_heartbeats_are_told(
    client: httpx.AsyncClient, installation: Installation, clock: Clock
) -> None:
    await submit_and_route(installation)
    sent = len(await send_all(installation, RecordingRelay()))
    async with installation.transaction() as session:
        await session.exec(update(Dispatch).values(state=DispatchState.SET_ASIDE))
        for age_s in (90, 12):
            await save_heartbeat(session, "dispatcher", f"i{age_s}", now=clock.now - timedelta(seconds=age_s))
    told = await read(client)
    assert sent > 0
    assert told["meldeweg_notices{state=sent}"] == sent
    assert told["meldeweg_set_aside{what=runs}"] == 1
    assert told["meldeweg_heartbeat_age_seconds{process=dispatcher}"] == 12


async def test_mails_the_pace_holds_back_are_told_apart_from_those_to_be_tried_again(
    client: httpx.AsyncClient, installation: Installation, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def postponed() -> tuple[float, float]:
        told = await read(client)
        held, retry = (told[f"meldeweg_notices_postponed{{reason={reason}}}"] for reason in Postponed)
        assert told["meldeweg_queue_waiting{queue=notices}"] >= held + retry
        return held, retry

    monkeypatch.setenv("MELDEWEG_MAIL_RELAY_BURST", "1")
    monkeypatch.setenv("MELDEWEG_MAIL_RELAY_PER_MINUTE", "1")
    for _ in range(2):
        await submit_and_route(installation)
    waiting = (await read(client))["meldeweg_queue_waiting{queue=notices}"]
    assert await postponed() == (0, 0)  # nothing was taken yet
    relay = RecordingRelay()
    relay.outcomes.append(MailUnavailable(Stage.CONNECT, Problem.LOST))
    assert await send_all(installation, relay) == []
    assert waiting > 1
    assert await postponed() == (waiting - 1, 1)
    clock.forward(minutes=20)
    assert await postponed() == (0, 0)  # all of them may leave now


async def test_nothing_of_a_report_is_told(client: httpx.AsyncClient, installation: Installation) -> None:
    case = await submit_and_route(installation, report(narrative="Kanarienwort am Parkplatz."))
    text = (await client.get("/metrics")).text
    for word in ("Kanarienwort", case.case_ref, str(case.case_id), "augsburg", "@"):
        assert word not in text


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    monkeypatch.setenv("MELDEWEG_METRICS_TOKEN_FILE", str(file))
    yield TOKEN
    file.unlink(missing_ok=True)


async def test_with_a_token_only_its_owner_may_read(client: httpx.AsyncClient, token: str) -> None:
    await read(client, Authorization=f"Bearer {token}")
    for header in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {token}x"}):
        assert (await client.get("/metrics", headers=header)).status_code == 404


async def test_an_empty_token_file_opens_nothing(
    client: httpx.AsyncClient, token: str, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("\n")
    for header in ({}, {"Authorization": "Bearer "}):
        assert (await client.get("/metrics", headers=header)).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_without_a_token_what_a_proxy_passes_on_is_refused(
    client: httpx.AsyncClient, header: str
) -> None:
    assert (await client.get("/metrics", headers={header: "127.0.0.1"})).status_code == 404


async def test_without_a_token_other_machines_are_refused(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://meldeweg.test") as stranger:
        assert (await stranger.get("/metrics")).status_code == 404


async def test_the_dashboard_asks_for_metrics_that_are_told(
    client: httpx.AsyncClient, installation: Installation, clock: Clock
) -> None:
    async with installation.transaction() as session:
        await save_heartbeat(session, "dispatcher", "i", now=clock.now)
        await save_standing(session, Standing(Invariant.CASES_ROUTED, clock.now, 0, None, took_ms=2.0))
    await submit_and_route(installation, report(danger={"danger_now": "yes"}, offender_known_on=None))
    clock.forward(minutes=30)
    await tick(installation)
    told = {re.sub(r"\{.*", "", name) for name in await read(client)}
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    asked = {
        name
        for panel in panels
        for target in panel.get("targets", [])
        for name in re.findall(r"meldeweg_\w+", target["expr"])
    }
    assert asked <= told
    # Every family has its place on the dashboard.
    assert told - asked <= {"meldeweg_routing_seconds_count", "meldeweg_routing_seconds_sum"} | {
        name for name in told if name.endswith("_created")
    }


async def test_what_the_auditor_found_and_how_late_deadlines_acted_is_told(
    client: httpx.AsyncClient, installation: Installation, clock: Clock
) -> None:
    told = await read(client)
    assert not [name for name in told if name.startswith(("meldeweg_invariant", "meldeweg_firing"))]
    await submit_and_route(installation, report(danger={"danger_now": "yes"}, offender_known_on=None))
    clock.forward(minutes=30, seconds=3)
    await tick(installation)
    async with installation.transaction() as session:
        broken = Standing(Invariant.NOTICES_SENT, clock.now, 7, clock.now, took_ms=120.0)
        await save_standing(session, broken)
        await save_standing(session, Standing(Invariant.CASES_ROUTED, clock.now, 0, None, took_ms=2.0))
    clock.forward(seconds=50)
    told = await read(client)
    assert told["meldeweg_invariant_broken{invariant=notices_sent}"] == 1
    assert told["meldeweg_invariant_broken{invariant=cases_routed}"] == 0
    assert told["meldeweg_invariant_violations{invariant=notices_sent}"] == 7
    assert told["meldeweg_invariant_look_seconds{invariant=notices_sent}"] == 0.12
    assert told["meldeweg_invariant_look_age_seconds{invariant=cases_routed}"] == 50
    assert told["meldeweg_firing_lateness_seconds{of=max}"] == 3
    assert told["meldeweg_firing_lateness_seconds{of=p99}"] == 3
