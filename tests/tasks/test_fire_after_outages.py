"""The tick when time did not pass as planned: outages, wrong clocks, many drivers, locked and broken rows."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlmodel import col, func, select, text, update

from deployments.local.postgres import RunningPostgres
from models.errors import StoreUnavailable
from models.installation import Installation
from models.store.cases import lock_case
from models.store.dispatches import add_dispatch
from models.tables import AuditEntry, CaseFile, Deadline, DeadlineFiring, Dispatch, Notice
from models.vocabulary import DeadlineKind, DeadlineState, DispatchFlow
from tasks.firing.save_acts import SHOWN_SINGLY
from tasks.firing.surroundings import MOST_WAITING
from tasks.take_up_deadlines import TRIED_AGAIN_AFTER, take_up_deadlines
from tests.conftest import Clock
from tests.people import entries_of, take
from tests.reports import report
from tests.routing import notices_of, submit_and_route, tick

pytestmark = pytest.mark.database

CRITICAL: dict[str, Any] = {"danger": {"danger_now": "yes"}, "offender_known_on": None, "consent": []}
MEDIUM: dict[str, Any] = {
    "incident_kinds": ["hate_symbols"],
    "danger": dict.fromkeys(("danger_now", "weapon", "injured", "home_affected", "afraid"), "no"),
    "narrative": "Am Rathaus hängt ein Plakat.",
    "exact_words": None,
    "offender_known_on": None,
    "consent": [],
}
# Monday, 23 November 2026, in Augsburg (UTC+1): open until 16:00.
EVENING = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
TUESDAY_OPENING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


async def test_an_outage_until_the_evening_reminds_at_the_next_opening_and_not_at_night(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**MEDIUM))
    planned = (await _deadline(installation, case)).next_action_at
    told = await notices_of(installation, case)
    clock.now = EVENING
    await tick(installation)
    assert await notices_of(installation, case) == told
    assert (await _deadline(installation, case)).next_action_at == TUESDAY_OPENING
    clock.now = TUESDAY_OPENING - timedelta(seconds=1)
    assert await tick(installation) == 0
    clock.now = TUESDAY_OPENING
    await tick(installation)
    assert (await notices_of(installation, case))[len(told) :] == [("deadline_reminder", "integration")]
    firings = await _firings(installation, case, DeadlineKind.ACKNOWLEDGE)
    assert firings[0].planned_at == planned
    assert firings[-1].fired_at == TUESDAY_OPENING


async def test_what_a_fast_clock_holds_goes_out_when_the_office_opens_by_the_right_one(
    installation: Installation, clock: Clock
) -> None:
    """Friday evening by a clock a day ahead waits until Monday; by the right one Friday comes first."""
    clock.now = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    case = await submit_and_route(installation, report(**MEDIUM))
    told = await notices_of(installation, case)
    clock.now = datetime(2026, 11, 27, 19, 0, tzinfo=UTC)
    await tick(installation)
    assert (await _deadline(installation, case)).next_action_at == datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
    clock.now -= timedelta(days=1)
    assert await take_up_deadlines(installation) == 1
    await tick(installation)
    assert await notices_of(installation, case) == told
    clock.now = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)
    await take_up_deadlines(installation)
    await tick(installation)
    assert (await notices_of(installation, case))[len(told) :] == [("deadline_reminder", "integration")]
    for days in (1, -1, 1):
        clock.forward(days=days)
        await take_up_deadlines(installation)
        await tick(installation)
    firings = await _firings(installation, case, DeadlineKind.ACKNOWLEDGE)
    assert len({(row.generation, row.step_no, row.repeat_no) for row in firings}) == len(firings)


async def test_a_critical_escalation_goes_out_at_night_and_on_sundays(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    clock.now = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
    await tick(installation)
    assert ("deadline_escalation", "coordination") in await notices_of(installation, case)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1)])
async def test_a_clock_that_jumps_ahead_and_back_fires_nothing_twice_and_loses_nothing(
    installation: Installation, clock: Clock, jump: timedelta
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    start = clock.now
    clock.now = start + timedelta(minutes=40)
    await tick(installation)
    clock.now += jump
    await tick(installation)
    # Right again; the dispatcher looks for what a wrong clock has passed over every half minute.
    for minute in range(41, 60 * 30, 10):
        clock.now = start + timedelta(minutes=minute)
        await take_up_deadlines(installation)
        await tick(installation)
    firings = await _firings(installation, case, DeadlineKind.ACKNOWLEDGE)
    keys = [(row.step_no, row.repeat_no) for row in firings]
    assert len(keys) == len(set(keys))
    assert {step_no for step_no, repeat_no in keys if repeat_no == 0} == set(range(6))
    # Repeats every hour from two hours on, thirty hours long: each is told once, whichever clock told it.
    assert {repeat_no for _, repeat_no in keys if repeat_no} >= set(range(1, 27))
    assert await _count_doubled_acts(installation) == 0


async def test_a_clock_that_jumps_back_and_ahead_again_fires_nothing_twice(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    clock.forward(hours=2, minutes=5)
    await tick(installation)
    before = await notices_of(installation, case)
    for hours in (-1, -24, 24, 1):
        clock.forward(hours=hours)
        await take_up_deadlines(installation)
        assert await tick(installation) == 0
    assert await notices_of(installation, case) == before


async def test_a_case_at_work_is_left_to_the_next_tick_and_the_others_act(
    installation: Installation, clock: Clock
) -> None:
    held = await submit_and_route(installation, report(**CRITICAL))
    free = await submit_and_route(installation, report(**CRITICAL))
    clock.forward(minutes=30)
    async with installation.transaction() as person:
        await lock_case(person, held.case_id)
        assert await tick(installation) == 1
    assert await _firings(installation, held) == []
    assert len(await _firings(installation, free)) == 1
    assert await tick(installation) == 1
    assert len(await _firings(installation, held)) == 1


async def test_what_is_met_paused_cancelled_or_superseded_never_fires_again(
    installation: Installation, clock: Clock
) -> None:
    cases = {}
    for state in DeadlineState:
        case = await submit_and_route(installation, report(**CRITICAL))
        async with installation.transaction() as session:
            await session.exec(
                update(Deadline).where(col(Deadline.case_id) == case.case_id).values(state=state)
            )
        cases[state] = case
    clock.forward(days=120)
    await tick(installation)
    fired = {state for state, case in cases.items() if await _firings(installation, case)}
    assert fired == {DeadlineState.ARMED, DeadlineState.BREACHED}


async def test_firings_entries_and_notices_belong_to_one_act_each(
    installation: Installation, clock: Clock
) -> None:
    for _ in range(3):
        await submit_and_route(installation, report(**CRITICAL))
    clock.forward(hours=1, minutes=45)
    await tick(installation)
    assert await _count_doubled_acts(installation) == 0
    async with installation.transaction() as session:
        acts = (await session.exec(select(DeadlineFiring.act_id, DeadlineFiring.audit_seq).distinct())).all()
        told = (await session.exec(select(Notice.act_id).where(col(Notice.act_id).is_not(None)))).all()
        entries = (
            await session.exec(select(AuditEntry.seq).where(AuditEntry.event == "deadline_fired"))
        ).all()
    assert {act_id for act_id, _ in acts} == set(told)
    assert {seq for _, seq in acts} == set(entries)
    assert len(acts) == len(entries)


async def test_a_row_the_server_refuses_is_set_aside_and_the_rest_of_its_batch_acts(
    installation: Installation, clock: Clock, postgres: RunningPostgres, database_name: str
) -> None:
    refused = await submit_and_route(installation, report(**CRITICAL))
    sound = [await submit_and_route(installation, report(**CRITICAL)) for _ in range(2)]
    deadline_id = (await _deadline(installation, refused)).deadline_id
    with psycopg.connect(postgres.superuser_url, dbname=database_name) as owner:
        owner.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'refused'; END $$"
        )
        owner.execute(
            sql.SQL(
                "CREATE TRIGGER refuse BEFORE INSERT ON deadline_firing FOR EACH ROW"
                " WHEN (NEW.deadline_id = {}) EXECUTE FUNCTION refuse()"
            ).format(sql.Literal(str(deadline_id)))
        )
    clock.forward(minutes=30)
    await tick(installation)
    assert await _firings(installation, refused) == []
    assert (await _deadline(installation, refused)).set_aside_at == clock.now
    assert ("alarm_overdue", "coordination") in await notices_of(installation, refused)
    assert [len(await _firings(installation, case)) for case in sound] == [1, 1]
    assert await _count_doubled_acts(installation) == 0


async def test_a_step_the_log_knows_already_is_not_told_again(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    clock.forward(minutes=30)
    await tick(installation)
    async with installation.transaction() as session:
        row = await session.get_one(Deadline, (await _deadline(installation, case)).deadline_id)
        row.step_no, row.next_action_at = 0, clock.now
    told = await notices_of(installation, case)
    await tick(installation)
    assert await notices_of(installation, case) == told
    clock.forward(minutes=18)
    await tick(installation)
    firings = await _firings(installation, case, DeadlineKind.ACKNOWLEDGE)
    assert [row.step_no for row in firings] == [0, 1]
    assert (await _deadline(installation, case)).set_aside_at is None


async def test_what_was_set_aside_is_tried_again_after_an_hour(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    good = (await _deadline(installation, case)).plan
    await _set_plan(installation, case, [{"at": "never"}])
    clock.forward(minutes=30)
    await tick(installation)
    assert [entry["event"] for entry in await entries_of(installation, case)][-1] == "deadline_set_aside"
    await _set_plan(installation, case, good)
    await take_up_deadlines(installation)
    assert await tick(installation) == 0
    clock.forward(hours=TRIED_AGAIN_AFTER / timedelta(hours=1))
    assert await take_up_deadlines(installation) == 1
    await tick(installation)
    assert ("deadline_escalation", "coordination") in await notices_of(installation, case)
    assert (await _deadline(installation, case)).set_aside_at is None


async def test_of_a_storm_a_run_shows_up_to_five_hundred_firings(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    await _copy(installation, case, 300)
    clock.forward(minutes=50)
    await tick(installation)
    async with installation.transaction() as session:
        runs = await session.exec(
            select(DeadlineFiring.dispatch_id, func.count()).group_by(col(DeadlineFiring.dispatch_id))
        )
        sizes = sorted(count for _, count in runs.all())
        rows = await session.exec(select(Dispatch).where(Dispatch.flow == DispatchFlow.ESCALATE_DEADLINE))
        assert len(rows.all()) == len(sizes) < SHOWN_SINGLY
    # Two reminders each, the steps of a deadline never apart.
    assert sizes == [102, 500]


async def test_while_many_runs_wait_one_run_shows_all_a_tick_did(
    installation: Installation, clock: Clock
) -> None:
    """A run for each firing would come between new reports and their being shown."""
    case = await submit_and_route(installation, report(**CRITICAL))
    await _copy(installation, case, 5)
    async with installation.transaction() as session:
        for _ in range(MOST_WAITING + 1):
            await add_dispatch(
                session,
                DispatchFlow.ROUTE_CASE,
                municipality_id="augsburg",
                case_id=case.case_id,
                now=clock.now,
            )
    clock.forward(minutes=30)
    await tick(installation)
    async with installation.transaction() as session:
        runs = await session.exec(select(func.count(func.distinct(DeadlineFiring.dispatch_id))))
        firings = await session.exec(select(func.count()).select_from(DeadlineFiring))
        assert (runs.one(), firings.one()) == (1, 6)


@pytest.mark.parametrize("count", [1500, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_two_drivers_over_many_rows_act_on_each_once(
    installation: Installation, clock: Clock, count: int
) -> None:
    case = await submit_and_route(installation, report(**CRITICAL))
    await take(installation, case)
    await _copy(installation, case, count)
    clock.forward(hours=4, minutes=1)
    acted = await asyncio.gather(tick(installation), tick(installation))
    await tick(installation)
    assert all(acted)
    assert await _count_doubled_acts(installation) == 0
    async with installation.transaction() as session:
        acts = await session.exec(
            select(func.count(func.distinct(DeadlineFiring.act_id)))
            .join(Deadline, col(Deadline.deadline_id) == col(DeadlineFiring.deadline_id))
            .where(Deadline.kind == DeadlineKind.FIRST_CONTACT)
        )
        assert acts.one() == count + 1


@pytest.mark.parametrize("table", ["deadline", "dispatch", "audit_entry", "deadline_firing", "notice"])
async def test_a_connection_lost_in_the_middle_is_a_store_away_and_costs_nothing(
    installation: Installation, clock: Clock, postgres: RunningPostgres, database_name: str, table: str
) -> None:
    """Not an error of the deadlines: none is tried alone, none is set aside, the next tick does it all."""
    cases = [await submit_and_route(installation, report(**CRITICAL)) for _ in range(2)]
    clock.forward(minutes=30)
    with psycopg.connect(postgres.superuser_url, dbname=database_name, autocommit=True) as owner:
        owner.execute(
            "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        owner.execute(
            sql.SQL(
                "CREATE TRIGGER cut AFTER INSERT OR UPDATE ON {} FOR EACH STATEMENT EXECUTE FUNCTION cut()"
            ).format(sql.Identifier(table))
        )
        with pytest.raises(StoreUnavailable):
            await tick(installation)
        owner.execute(sql.SQL("DROP TRIGGER cut ON {}").format(sql.Identifier(table)))
    assert [len(await _firings(installation, case)) for case in cases] == [0, 0]
    assert await tick(installation) == 2
    assert [len(await _firings(installation, case)) for case in cases] == [1, 1]
    assert (await _deadline(installation, cases[0])).set_aside_at is None


async def _deadline(
    place: Installation, case: CaseFile, kind: DeadlineKind = DeadlineKind.ACKNOWLEDGE
) -> Deadline:
    async with place.transaction() as session:
        found = await session.exec(
            select(Deadline).where(Deadline.case_id == case.case_id, Deadline.kind == kind)
        )
        return found.one()


async def _set_plan(place: Installation, case: CaseFile, plan: list[dict[str, Any]]) -> None:
    async with place.transaction() as session:
        await session.exec(
            update(Deadline)
            .where(col(Deadline.case_id) == case.case_id, col(Deadline.kind) == DeadlineKind.ACKNOWLEDGE)
            .values(plan=plan)
        )


async def _firings(
    place: Installation, case: CaseFile, kind: DeadlineKind | None = None
) -> list[DeadlineFiring]:
    query = (
        select(DeadlineFiring)
        .join(Deadline, col(Deadline.deadline_id) == col(DeadlineFiring.deadline_id))
        .where(Deadline.case_id == case.case_id)
        .order_by(col(DeadlineFiring.planned_at), col(DeadlineFiring.step_no))
    )
    if kind is not None:
        query = query.where(Deadline.kind == kind)
    async with place.transaction() as session:
        return list((await session.exec(query)).all())


async def _count_doubled_acts(place: Installation) -> int:
    """Steps recorded twice, entries beyond one an act, notices told twice to anybody by one act."""
    async with place.transaction() as session:
        doubled = await session.exec(
            text(  # type: ignore[call-overload]
                "SELECT (SELECT count(*) - count(DISTINCT (deadline_id, generation, step_no, repeat_no))"
                " FROM deadline_firing)"
                " + (SELECT count(*) FROM audit_entry WHERE event = 'deadline_fired')"
                " - (SELECT count(DISTINCT act_id) FROM deadline_firing)"
                " + (SELECT count(*) - count(DISTINCT (act_id, recipient_kind, recipient_id)) FROM notice"
                " WHERE act_id IS NOT NULL)"
            )
        )
        return int(doubled.scalar_one())


async def _copy(place: Installation, case: CaseFile, count: int) -> None:
    """The case with its live deadlines that many times more; rows only, nobody is told of them."""
    async with place.transaction() as session:
        columns = list(CaseFile.model_fields)
        own = {"case_id": "n.new_id", "case_ref": "'MW-' || n.no", "receipt_digest": "uuid_send(n.new_id)"}
        rows = list(Deadline.model_fields)
        new = {"deadline_id": "gen_random_uuid()", "case_id": "n.new_id"}
        await session.exec(
            text(  # type: ignore[call-overload]
                "WITH n AS (SELECT no, gen_random_uuid() AS new_id FROM generate_series(1, :count) AS no),"  # noqa: S608  names from the table classes
                f" added AS (INSERT INTO case_file ({', '.join(columns)})"
                f" SELECT {', '.join(own.get(name, f'c.{name}') for name in columns)}"
                " FROM n, case_file c WHERE c.case_id = :case_id RETURNING 1)"
                f" INSERT INTO deadline ({', '.join(rows)})"
                f" SELECT {', '.join(new.get(name, f'd.{name}') for name in rows)}"
                " FROM n, deadline d WHERE d.case_id = :case_id AND d.state = 'armed'"
            ).bindparams(count=count, case_id=case.case_id)
        )
