"""Every flow run as somebody would by hand: it helps, does no harm twice, and fails in words."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import update

from deployments.local.postgres import RunningPostgres
from flows.deliver_notices import deliver_notices
from flows.escalate_deadline import escalate_deadline
from flows.route_again import route_again
from flows.route_case import route_case, route_case_plainly
from flows.watch_deadlines import watch_deadlines
from models.installation import Installation
from models.store.audit_log import list_entries_of_case
from models.store.cases import lock_case
from models.store.deadlines import list_deadlines_of_case
from models.store.heartbeats import save_heartbeat
from models.tables import CaseFile, Dispatch
from models.vocabulary import CaseState, DeadlineKind, DispatchState, Severity
from tasks.classify_severity import classify_severity
from tests.flows.runs import run_by_hand
from tests.journeys.search import dump_database, find_words
from tests.journeys.story import Story, by_moment, local
from tests.prefect_server import PrefectServer
from tests.routing import notices_of, reload

pytestmark = [pytest.mark.database, pytest.mark.prefect]

CRITICAL: dict[str, Any] = {"danger": {"danger_now": "yes"}, "offender_known_on": None, "consent": []}
NONSENSE = "zwqfraukanarie7"


async def test_route_again_finishes_a_case_whose_later_steps_are_missing(
    story: Story, prefect_server: PrefectServer
) -> None:
    case = await story.report()
    await classify_severity.fn(str(case.case_id))
    shown = await run_by_hand(prefect_server, route_again, case.case_ref.lower())
    assert (shown.state, shown.name) == ("COMPLETED", f"{case.case_ref} · hoch (high)")
    assert {f"case:{case.case_ref}", "severity:high", "office:prevention"} <= shown.tags
    assert (await reload(story.place, case.case_ref)).state is CaseState.ROUTED
    await story.deliver()
    assert story.diary() == by_moment(
        [
            "Mo 23.11. 10:00 praevention: Neuer Fall: REF (Dringlichkeit: hoch)",
            "Mo 23.11. 10:00 beratung: Anfrage zu Fall REF (Dringlichkeit: hoch)",
            "Mo 23.11. 10:00 ansprechstelle: Anfrage zu Fall REF (Dringlichkeit: hoch)",
        ]
    )


async def test_route_again_changes_nothing_when_the_decision_is_the_same(
    story: Story, prefect_server: PrefectServer
) -> None:
    case = await story.report_and_route()
    due, told = await _due(story.place, case), await notices_of(story.place, case)
    story.clock.forward(hours=1)
    assert (await run_by_hand(prefect_server, route_again, case.case_ref)).state == "COMPLETED"
    assert (await _due(story.place, case), await notices_of(story.place, case)) == (due, told)
    assert (await _events(story.place, case))[-1] == "routed_again"


async def test_route_again_raises_and_plans_the_deadlines_anew_from_that_moment(
    story: Story, prefect_server: PrefectServer
) -> None:
    """A case that was rated too low, for instance by an older release's reading of the text."""
    case = await _route_as(story, Severity.MEDIUM)
    assert (await _due(story.place, case))[DeadlineKind.ACKNOWLEDGE] == local("2026-11-24 11:30")
    story.clock.forward(minutes=30)
    shown = await run_by_hand(prefect_server, route_again, case.case_ref)
    assert (shown.state, shown.name) == ("COMPLETED", f"{case.case_ref} · hoch (high)")
    assert (await reload(story.place, case.case_ref)).severity is Severity.HIGH
    due = await _due(story.place, case)
    assert due[DeadlineKind.ACKNOWLEDGE] == local("2026-11-23 14:30")
    assert due[DeadlineKind.FIRST_CONTACT] == local("2026-11-24 10:30")
    events = await _events(story.place, case)
    assert [event for event in events if event in {"severity_raised", "deadlines_replanned"}] == [
        "severity_raised",
        "deadlines_replanned",
    ]
    await story.deliver()
    assert story.diary() == by_moment(
        [
            "Mo 23.11. 10:00 praevention: Neuer Fall: REF (Dringlichkeit: mittel)",
            "Mo 23.11. 10:00 beratung: Anfrage zu Fall REF (Dringlichkeit: mittel)",
            "Mo 23.11. 10:30 ansprechstelle: Anfrage zu Fall REF (Dringlichkeit: hoch)",
            "Mo 23.11. 10:30 praevention: Dringlichkeit jetzt hoch: Fall REF",
        ]
    )


async def test_route_again_never_lowers(story: Story, prefect_server: PrefectServer) -> None:
    case = await _route_as(story, Severity.CRITICAL)
    due = await _due(story.place, case)
    assert (await run_by_hand(prefect_server, route_again, case.case_ref)).state == "COMPLETED"
    assert (await reload(story.place, case.case_ref)).severity is Severity.CRITICAL
    assert await _due(story.place, case) == due
    assert "severity_raised" not in await _events(story.place, case)


async def test_route_case_can_be_run_by_hand_and_run_again(
    story: Story, prefect_server: PrefectServer
) -> None:
    case = await story.report()
    for _ in range(2):
        shown = await run_by_hand(prefect_server, route_case, str(case.case_id))
        assert shown.state == "COMPLETED"
    assert (await _events(story.place, case)).count("case_routed") == 1


async def test_escalate_deadline_without_an_id_acts_on_all_that_is_due(
    story: Story, prefect_server: PrefectServer
) -> None:
    case = await story.report_and_route(**CRITICAL)
    before = len(story.letters)
    story.clock.forward(minutes=30)
    for _ in range(2):  # the second time nothing is due any more
        assert (await run_by_hand(prefect_server, escalate_deadline)).state == "COMPLETED"
    await story.deliver()
    assert [letter.to for letter in story.letters[before:]] == ["praevention@augsburg.example"]
    assert (await _events(story.place, case)).count("deadline_fired") == 1


async def test_deliver_notices_sends_all_that_waits_once(story: Story, prefect_server: PrefectServer) -> None:
    for _ in range(8):  # more than one batch
        await route_case_plainly(str((await story.report()).case_id))
    for _ in range(2):
        assert (await run_by_hand(prefect_server, deliver_notices)).state == "COMPLETED"
    assert len(story.mailbox.envelopes) == 8 * 3


async def test_watch_deadlines_shows_a_table_and_is_content_while_all_is_well(
    story: Story, prefect_server: PrefectServer
) -> None:
    case = await story.report_and_route()
    await _live(story.place)
    shown = await run_by_hand(prefect_server, watch_deadlines)
    assert shown.state == "COMPLETED", shown.message
    (artifact,) = [
        artifact
        for artifact in prefect_server.artifacts("coming-deadlines")
        if artifact["flow_run_id"] == shown.run_id
    ]
    rows = json.loads(artifact["data"])
    assert [(row["Frist"], row["fällig"]) for row in rows if case.case_ref in row["Vorgang"]] == [
        ("Übernahme", "Mo 23.11.2026 14:00"),
        ("Erster Kontakt", "Di 24.11.2026 10:00"),
        ("Prüfung", "Mi 25.11.2026 16:00"),
    ]


async def test_watch_deadlines_fails_in_words_and_alarms_when_nothing_acts(
    story: Story, prefect_server: PrefectServer
) -> None:
    late = await story.report_and_route()
    await _live(story.place)
    waiting = await story.report()
    story.clock.forward(hours=2, minutes=1)
    shown = await run_by_hand(prefect_server, watch_deadlines)
    assert shown.state == "FAILED"
    for words in ("meldeweg dispatch", "No process works", "route_again", waiting.case_ref, late.case_ref):
        assert words in shown.message
    before = len(story.letters)
    await story.deliver()
    (alarm,) = story.letters[before:]
    assert alarm.to == "koordination@augsburg.example"
    assert alarm.subject.startswith("Alarm: Die Selbstprüfung fand")


async def _live(place: Installation) -> None:
    """Dispatcher and delivery give their sign of life, and the queue is worked off."""
    async with place.transaction() as session:
        for process in ("dispatcher", "delivery"):
            await save_heartbeat(session, process, "test", now=place.clock())
        await session.exec(update(Dispatch).values(state=DispatchState.DONE))


@pytest.mark.parametrize("flow", [route_again, route_case, escalate_deadline], ids=lambda flow: flow.name)
async def test_nonsense_fails_in_words_and_is_not_repeated(
    story: Story, prefect_server: PrefectServer, postgres: RunningPostgres, flow: Any
) -> None:
    shown = await run_by_hand(prefect_server, flow, NONSENSE)
    assert shown.state == "FAILED"
    assert len(shown.message) > 60
    assert "Traceback" not in shown.message
    places = {
        name
        for name, content in dump_database(postgres.superuser_url, prefect_server.database)
        if find_words(content, [NONSENSE])
    }
    # Prefect keeps what was typed as the run's parameter; we add nothing to that.
    assert places <= {"public.flow_run.parameters"}


async def _route_as(story: Story, severity: Severity) -> CaseFile:
    """Routed with a severity that is not today's decision."""
    case = await story.report()
    await classify_severity.fn(str(case.case_id))
    async with story.place.transaction() as session:
        row = await lock_case(session, case.case_id)
        row.severity = row.severity_proposed = severity
    await route_case(str(case.case_id))
    await story.deliver()
    return await reload(story.place, case.case_ref)


async def _due(place: Installation, case: CaseFile) -> dict[DeadlineKind, datetime]:
    async with place.transaction() as session:
        return {row.kind: row.due_at for row in await list_deadlines_of_case(session, case.case_id)}


async def _events(place: Installation, case: CaseFile) -> list[str]:
    async with place.transaction() as session:
        return [entry.event for entry in await list_entries_of_case(session, case.case_id)]
