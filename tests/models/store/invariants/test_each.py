"""Each invariant finds exactly its violation, and a normal life has none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession

from models.installation import Installation
from models.invariant import Invariant
from models.store import invariants
from models.store.invariants import EVERYTHING, Found, look_at
from tests.models.store.invariants.conftest import plant

pytestmark = pytest.mark.database

I = Invariant  # noqa: E741  many rows below

PLANTED = [
    (
        I.DISPATCHER_LIVES,
        "UPDATE heartbeat SET beat_at = :now - interval '31 s' WHERE process = 'dispatcher'",
    ),
    (I.DELIVERY_LIVES, "DELETE FROM heartbeat WHERE process = 'delivery'"),
    (
        I.CASES_ROUTED,
        "UPDATE case_file SET routed_at = NULL, submitted_at = :now - interval '121 s' WHERE case_id = :case",
    ),
    (
        I.OBLIGATORY_DEADLINES,
        "UPDATE deadline SET state = 'cancelled' WHERE case_id = :case AND kind = 'acknowledge'",
    ),
    (
        I.OBLIGATORY_DEADLINES,
        "DELETE FROM deadline WHERE case_id = :case AND kind = 'first_contact'",
    ),
    (
        I.OBLIGATORY_DEADLINES,
        "UPDATE deadline SET state = 'superseded' WHERE case_id = :case AND kind = 'review'",
    ),
    (I.OBLIGATORY_DEADLINES, "DELETE FROM deadline WHERE case_id = :case AND kind = 'feedback'"),
    (
        I.DEADLINES_ACTED_ON,
        "UPDATE deadline SET next_action_at = :now - interval '16 s'"
        " WHERE case_id = :case AND kind = 'review'",
    ),
    (
        I.NO_DEADLINE_ASLEEP,
        "UPDATE deadline SET next_action_at = NULL WHERE case_id = :case AND kind = 'review'",
    ),
    (
        I.NO_DEADLINE_ASLEEP,
        "UPDATE deadline SET next_action_at = NULL, step_no = jsonb_array_length(plan)"
        " WHERE case_id = :case AND kind = 'feedback'",
    ),
    (
        I.DEADLINES_ACTED_ON,
        "UPDATE deadline SET due_at = :now - interval '17 s' WHERE case_id = :case AND kind = 'review'",
    ),
    (
        I.NO_DEADLINE_SET_ASIDE,
        "UPDATE deadline SET set_aside_at = :now WHERE case_id = :case AND kind = 'review'",
    ),
    (
        I.NO_DEADLINE_AFTER_CLOSING,
        "UPDATE case_file SET state = 'closed' WHERE case_id = :case",
    ),
    (
        I.NO_DEADLINE_AFTER_CLOSING,
        "UPDATE case_file SET state = 'erased' WHERE case_id = :case",
    ),
    (
        I.PAUSES_RUN,
        "UPDATE deadline SET state = 'paused', next_action_at = NULL"
        " WHERE case_id = :case AND kind = 'review'",
    ),
    (
        I.PAUSES_RUN,
        "WITH p AS (UPDATE case_file SET state = 'paused', paused_from = 'routed',"
        " paused_at = :now - interval '1 day', pause_ends_at = :now - interval '16 s'"
        " WHERE case_id = :case) UPDATE deadline SET state = 'paused', next_action_at = NULL"
        " WHERE case_id = :case AND kind = 'review'",
    ),
    (
        I.FIRINGS_IN_AUDIT_LOG,
        "UPDATE audit_entry SET event = 'deadline_met'"
        " WHERE seq = (SELECT min(audit_seq) FROM deadline_firing)",
    ),
    (
        I.FIRINGS_TOLD,
        "UPDATE notice SET act_id = NULL"
        " WHERE act_id = (SELECT act_id FROM deadline_firing ORDER BY fired_at LIMIT 1)",
    ),
    (
        I.NOTICES_OF_FIRINGS,
        "UPDATE notice SET act_id = gen_random_uuid() WHERE act_id IS NULL AND case_id = :case",
    ),
    (
        I.AUDIT_LOG_OF_FIRINGS,
        "UPDATE audit_entry SET event = 'deadline_fired' WHERE seq = (SELECT max(seq) FROM audit_entry)",
    ),
    (
        I.NO_FIRING_AFTER_END,
        "UPDATE audit_entry e SET event = 'deadline_met', entry = convert_to(jsonb_build_object("
        "'details', jsonb_build_object('deadline', f.deadline_id))::text, 'UTF8')"
        " FROM deadline_firing f JOIN deadline d USING (deadline_id)"
        " WHERE d.ended_at IS NOT NULL AND e.case_id = d.case_id AND e.case_seq = 1",
    ),
    (I.AUDIT_LOG_COMPLETE, "DELETE FROM audit_entry WHERE seq = 1"),
    (I.AUDIT_LOG_COMPLETE, "DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)"),
    (
        I.NOTICES_SENT,
        "UPDATE notice SET created_at = :now - interval '601 s', state = 'queued' WHERE case_id = :case",
    ),
    (
        I.NOTICES_SENT,
        "UPDATE notice SET created_at = :now - interval '1801 s', state = 'retry' WHERE case_id = :case",
    ),
    (
        I.RUNS_WORKED,
        "UPDATE dispatch SET state = 'leased', worked_at = NULL, available_at = :now - interval '121 s'"
        " WHERE case_id = :case",
    ),
    (I.NO_RUN_SET_ASIDE, "UPDATE dispatch SET state = 'set_aside' WHERE case_id = :case"),
    (I.SAFEGUARDS_STAND, "DROP INDEX uq_deadline_live"),
    (I.SAFEGUARDS_STAND, "DROP TRIGGER audit_entry_append_only ON audit_entry"),
]


async def look_at_all(
    session: AsyncSession, place: Installation, *, later_s: int = 0
) -> dict[Invariant, Found]:
    now = place.clock() + timedelta(seconds=later_s)
    looks = [
        await look_at(session, invariant, EVERYTHING, patience_ms=5000, now=now) for invariant in Invariant
    ]
    return {found.invariant: found for found in looks if not found.holds}


async def test_a_busy_normal_life_breaks_nothing(owner: AsyncSession, shared: Installation) -> None:
    acts = await owner.exec(text("SELECT count(DISTINCT act_id) FROM deadline_firing"))  # type: ignore[call-overload]
    assert acts.scalar_one() > 2, "the day was not busy"
    assert await look_at_all(owner, shared) == {}


@pytest.mark.parametrize(
    ("invariant", "planted"), PLANTED, ids=[f"{invariant}-{n}" for n, (invariant, _) in enumerate(PLANTED)]
)
async def test_a_violation_is_found_by_its_invariant_alone(
    owner: AsyncSession, shared: Installation, busy_case: UUID, invariant: Invariant, planted: str
) -> None:
    await plant(owner, planted, now=shared.clock(), case=busy_case)
    broken = await look_at_all(owner, shared)
    assert set(broken) == {invariant}
    found = broken[invariant]
    assert found.failure is None
    assert found.rows >= 1
    assert found.case_refs or found.subjects


def test_every_invariant_has_a_planted_violation_and_a_query_that_says_what_it_finds() -> None:
    queries = list(Path(invariants.__file__).parent.glob("*.sql"))
    assert {path.stem for path in queries} == set(Invariant) == {one for one, _ in PLANTED}
    for path in queries:
        assert path.read_text(encoding="utf-8").startswith("-- Finds: ")


async def test_a_query_that_takes_too_long_is_a_finding_and_stops_no_other(
    owner: AsyncSession, shared: Installation
) -> None:
    await owner.exec(text("LOCK TABLE dispatch"))  # type: ignore[call-overload]
    now = shared.clock()
    async with shared.transaction() as session:
        slow = await look_at(session, I.RUNS_WORKED, EVERYTHING, patience_ms=100, now=now)
        next_one = await look_at(session, I.NOTICES_SENT, EVERYTHING, patience_ms=5000, now=now)
    assert (slow.failure, slow.holds, slow.rows) == ("too_slow", False, 0)
    assert next_one.holds


async def test_a_query_that_fails_is_a_finding(owner: AsyncSession, shared: Installation) -> None:
    await owner.exec(text("ALTER TABLE heartbeat RENAME TO pulse"))  # type: ignore[call-overload]
    failed = await look_at(owner, I.DELIVERY_LIVES, EVERYTHING, patience_ms=5000, now=shared.clock())
    assert (failed.failure, failed.holds) == ("sqlstate_42P01", False)


@pytest.mark.parametrize(
    "planted",
    [
        "UPDATE deadline_firing SET audit_seq = (SELECT min(audit_seq) FROM deadline_firing)"
        " WHERE audit_seq = (SELECT max(audit_seq) FROM deadline_firing)",
        "UPDATE deadline_firing SET act_id = NULL, audit_seq = NULL"
        " WHERE fired_at = (SELECT max(fired_at) FROM deadline_firing)",
    ],
)
async def test_an_act_without_an_entry_of_its_own_is_found(
    owner: AsyncSession, shared: Installation, planted: str
) -> None:
    await plant(owner, planted)
    assert I.FIRINGS_IN_AUDIT_LOG in await look_at_all(owner, shared)


async def test_firings_of_before_acts_were_kept_are_no_violation(
    owner: AsyncSession, shared: Installation
) -> None:
    await plant(owner, "UPDATE deadline_firing SET act_id = NULL, audit_seq = NULL")
    await plant(owner, "UPDATE notice SET act_id = NULL WHERE act_id IS NOT NULL")
    assert await look_at_all(owner, shared) == {}


async def test_what_just_happened_is_given_the_time_it_may_take(
    owner: AsyncSession, shared: Installation, busy_case: UUID
) -> None:
    """At the edge of each bound nothing is broken yet; a second later it is."""
    for planted in (
        "UPDATE deadline SET next_action_at = :now - interval '15 s'"
        " WHERE case_id = :case AND kind = 'review'",
        "UPDATE notice SET created_at = :now - interval '10 min', state = 'queued' WHERE case_id = :case",
        "UPDATE heartbeat SET beat_at = :now - interval '29 s'",
    ):
        await plant(owner, planted, now=shared.clock(), case=busy_case)
    assert await look_at_all(owner, shared) == {}
    expected = {I.DISPATCHER_LIVES, I.DELIVERY_LIVES, I.DEADLINES_ACTED_ON, I.NOTICES_SENT}
    assert set(await look_at_all(owner, shared, later_s=1)) == expected
