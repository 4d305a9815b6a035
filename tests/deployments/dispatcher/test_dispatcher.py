"""The dispatcher with a real Prefect server: exactly one completed run a case, whatever happens."""

from __future__ import annotations

import signal
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import col, delete, update

from deployments.dispatcher.gateway import PrefectGateway
from models.installation import Installation
from models.store.audit_log import list_entries_of_case
from models.store.dispatches import find_dispatch_of_case, lease_dispatches
from models.tables import CaseFile, CaseKey, Dispatch
from models.vocabulary import CaseState, DispatchFlow, DispatchState
from tasks.check_clockwork import ClockworkStands, check_clockwork
from tasks.classify_severity import classify_severity
from tests.conftest import Clock
from tests.journeys.waiting import dispatching, until
from tests.prefect_server import PrefectServer
from tests.reports import report
from tests.routing import notices_of, reload, submit

pytestmark = [pytest.mark.database, pytest.mark.prefect]

LEASE = timedelta(seconds=30)


async def test_a_report_becomes_one_named_tagged_explained_run(
    installation: Installation, prefect_server: PrefectServer
) -> None:
    async with dispatching(installation):
        case = await submit(installation, report(narrative="Kanarienwort am Parkplatz."))
        await until(lambda: is_done(installation, case))
    (run,) = runs_of(prefect_server, case)
    assert run["state_type"] == "COMPLETED"
    assert run["name"] == f"{case.case_ref} · hoch (high)"
    assert run["parameters"] == {"case_id": str(case.case_id)}
    assert {"severity:high", "office:prevention", "municipality:augsburg"} <= set(run["tags"])
    assert [task["name"].partition(":")[0] for task in _in_order(prefect_server, run)] == [
        "classify_severity",
        "assign_office",
        "notify_partners",
        "schedule_deadlines",
    ]
    (artifact,) = prefect_server.artifacts(f"case-{case.case_ref.lower()}")
    for word in (
        "hoch (high)",
        "threat-reported",
        "Büro für Kommunale Prävention",
        "Übernahme",
        "23.11.2026",
    ):
        assert word in artifact["data"]
    assert "Kanarienwort" not in artifact["data"]


async def test_a_dispatcher_lost_between_two_steps_is_followed_by_another_with_the_same_run(
    installation: Installation, prefect_server: PrefectServer, clock: Clock
) -> None:
    case = await submit(installation)
    # What a killed process leaves behind: a leased row, a run in RUNNING, one step done.
    async with installation.transaction() as session:
        await lease_dispatches(session, holder="dead", lease_for=LEASE, limit=1, now=clock.now)
    gateway = PrefectGateway()
    run = await gateway.create_run(
        "route_case",
        run_name=case.case_ref,
        tags=[f"case:{case.case_ref}"],
        parameters={"case_id": str(case.case_id)},
        idempotency_key=str(case.case_id),
    )
    await gateway.force_state(run.id, "RUNNING", "killed here")
    await gateway.close()
    await classify_severity.fn(str(case.case_id))
    async with dispatching(installation):
        clock.forward(seconds=31)
        await until(lambda: is_done(installation, case))
    (only,) = runs_of(prefect_server, case)
    assert (only["id"], only["state_type"]) == (str(run.id), "COMPLETED")
    assert (await reload(installation, case.case_ref)).state is CaseState.ROUTED
    events = await _events(installation, case)
    assert Counter(events).most_common(1)[0][1] == 1


async def test_a_run_that_is_completed_is_not_executed_again(
    installation: Installation, prefect_server: PrefectServer
) -> None:
    async with dispatching(installation):
        case = await submit(installation)
        await until(lambda: is_done(installation, case))
        (run,) = runs_of(prefect_server, case)
        async with installation.transaction() as session:
            await session.exec(
                update(Dispatch)
                .where(col(Dispatch.case_id) == case.case_id)
                .values(state=DispatchState.PENDING, available_at=installation.clock(), done_at=None)
            )
        await until(lambda: is_done(installation, case))
    (again,) = runs_of(prefect_server, case)
    assert (again["id"], again["run_count"]) == (run["id"], run["run_count"])


async def test_without_prefect_a_case_is_routed_plainly_and_its_run_follows(
    installation: Installation, prefect_server: PrefectServer, clock: Clock
) -> None:
    prefect_server.stop(signal.SIGKILL)
    try:
        async with dispatching(installation, prefect_patience_s=0):
            case = await submit(installation)
            await until(lambda: _is_routed(installation, case))
            assert not (await _row(installation, case)).done_at
            assert "routed_without_prefect" in await _events(installation, case)
            prefect_server.start()
            clock.forward(seconds=11)
            await until(lambda: is_done(installation, case))
    finally:
        prefect_server.restart_if_down()
    (run,) = runs_of(prefect_server, case)
    assert run["state_type"] == "COMPLETED"
    assert run["name"] == f"{case.case_ref} · hoch (high)"


@pytest.mark.spoils_prefect
async def test_losing_the_whole_prefect_database_loses_history_alone(
    installation: Installation, prefect_server: PrefectServer
) -> None:
    async with dispatching(installation):
        before = await submit(installation)
        await until(lambda: is_done(installation, before))
        prefect_server.stop(signal.SIGKILL)
        prefect_server.wipe()
        prefect_server.start()
        after = await submit(installation)
        await until(lambda: is_done(installation, after))
    assert runs_of(prefect_server, before) == []
    assert [run["state_type"] for run in runs_of(prefect_server, after)] == ["COMPLETED"]
    assert (await reload(installation, before.case_ref)).state is CaseState.ROUTED


async def test_a_poisoned_case_is_set_aside_with_an_alarm_and_blocks_nobody(
    installation: Installation, prefect_server: PrefectServer
) -> None:
    poisoned = await submit(installation)
    async with installation.transaction() as session:
        await session.exec(delete(CaseKey).where(col(CaseKey.case_id) == poisoned.case_id))
    sound = await submit(installation)
    async with dispatching(installation, attempts=1):
        await until(lambda: is_done(installation, sound))
        await until(lambda: _is_in(installation, poisoned, DispatchState.SET_ASIDE))
    assert ("alarm_unrouted", "coordination") in await notices_of(installation, poisoned)
    (run,) = runs_of(prefect_server, poisoned)
    assert run["state_type"] == "FAILED"
    with pytest.raises(ClockworkStands, match="zurückgestellt"):
        await check_clockwork.fn()


async def test_two_dispatchers_share_the_work_and_double_nothing(
    installation: Installation, prefect_server: PrefectServer
) -> None:
    cases = [await submit(installation) for _ in range(6)]
    async with dispatching(installation), dispatching(installation):
        for case in cases:
            await until(partial(is_done, installation, case))
    for case in cases:
        assert [run["state_type"] for run in runs_of(prefect_server, case)] == ["COMPLETED"]
        assert Counter(await _events(installation, case)).most_common(1)[0][1] == 1


async def test_an_escalation_is_a_short_run_of_its_own_tied_to_the_case(
    installation: Installation, prefect_server: PrefectServer, clock: Clock
) -> None:
    async with dispatching(installation):
        case = await submit(installation, report(danger={"danger_now": "yes"}))
        await until(lambda: is_done(installation, case))
        clock.forward(minutes=60)
        await until(lambda: _escalations(prefect_server, case))
    (run,) = _escalations(prefect_server, case)
    assert run["name"] == (
        f"{case.case_ref} · Übernahme · Frist erreicht (due) an Vertretung, Leitung der zuständigen Stelle"
    )
    assert "step:due" in run["tags"]


def _escalations(server: PrefectServer, case: CaseFile) -> list[dict[str, Any]]:
    return [
        run
        for run in server.runs("escalate_deadline")
        if f"case:{case.case_ref}" in run["tags"] and run["state_type"] == "COMPLETED"
    ]


def runs_of(server: PrefectServer, case: CaseFile) -> list[dict[str, Any]]:
    return [run for run in server.runs("route_case") if run["parameters"]["case_id"] == str(case.case_id)]


def _in_order(server: PrefectServer, run: dict[str, Any]) -> list[dict[str, Any]]:
    return server.task_runs(run["id"], expected=4)


async def _row(place: Installation, case: CaseFile) -> Dispatch:
    async with place.transaction() as session:
        row = await find_dispatch_of_case(session, case.case_id, DispatchFlow.ROUTE_CASE)
    assert row is not None
    return row


async def _is_in(place: Installation, case: CaseFile, state: DispatchState) -> bool:
    return (await _row(place, case)).state is state


async def is_done(place: Installation, case: CaseFile) -> bool:
    return await _is_in(place, case, DispatchState.DONE)


async def _is_routed(place: Installation, case: CaseFile) -> bool:
    return (await reload(place, case.case_ref)).routed_at is not None


async def _events(place: Installation, case: CaseFile) -> list[str]:
    async with place.transaction() as session:
        return [entry.event for entry in await list_entries_of_case(session, case.case_id)]


async def test_a_run_set_to_completed_by_hand_does_not_lose_the_case(
    installation: Installation, prefect_server: PrefectServer
) -> None:
    case = await submit(installation)
    gateway = PrefectGateway()
    run = await gateway.create_run(
        "route_case",
        run_name=case.case_ref,
        tags=[],
        parameters={"case_id": str(case.case_id)},
        idempotency_key=str(case.case_id),
    )
    await gateway.force_state(run.id, "COMPLETED", "set by hand")
    await gateway.close()
    async with dispatching(installation):
        await until(lambda: is_done(installation, case))
    assert (await reload(installation, case.case_ref)).state is CaseState.ROUTED
