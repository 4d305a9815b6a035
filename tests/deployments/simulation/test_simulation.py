"""A simulated time with an outage and an illness: the same again for the same seed, and nothing broken."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlmodel import select

from deployments.local.postgres import RunningPostgres
from deployments.simulation.plan import SimulationPlan
from deployments.simulation.result import SimulationResult
from deployments.simulation.run import simulate
from models.installation import Installation
from models.invariant import Invariant
from models.policy import load_policy, shipped_policy
from models.store.invariants import EVERYTHING, look_at
from models.tables import DeadlineFiring
from models.vocabulary import Severity

# Of processes that run by the real clock; here there are none.
pytestmark = pytest.mark.database

_OF_PROCESSES = {Invariant.DISPATCHER_LIVES, Invariant.DELIVERY_LIVES}
PLAN = SimulationPlan(reports_per_day=3, days=10, start_on=date(2026, 11, 23), seed=5)


class Inspection:
    """What was seen in the installation at the end."""

    def __init__(self) -> None:
        self.broken: dict[str, tuple[str, ...] | str] = {}
        self.steps: Counter[tuple[object, ...]] = Counter()

    async def __call__(self, place: Installation) -> None:
        async with place.transaction() as session:
            for invariant in set(Invariant) - _OF_PROCESSES:
                found = await look_at(session, invariant, EVERYTHING, patience_ms=10_000, now=place.clock())
                if not found.holds:
                    self.broken[invariant] = found.failure or found.case_refs
            for firing in (await session.exec(select(DeadlineFiring))).all():
                self.steps[firing.deadline_id, firing.generation, firing.step_no, firing.repeat_no] += 1


@pytest.fixture(scope="module")
async def seen(postgres: RunningPostgres) -> tuple[SimulationResult, Inspection]:
    inspection = Inspection()
    result = await simulate(postgres, shipped_policy("augsburg"), PLAN, inspect=inspection)
    return result, inspection


async def test_nothing_that_must_hold_is_broken(seen: tuple[SimulationResult, Inspection]) -> None:
    result, inspection = seen
    assert (result.outages > 0, result.illnesses > 0) == (True, True), "choose another seed"
    assert inspection.broken == {}


async def test_counts_add_up(seen: tuple[SimulationResult, Inspection]) -> None:
    result, inspection = seen
    assert result.reports == result.routed == sum(result.by_severity.values()) > 20
    assert sum(result.by_office.values()) == sum(week.reports for week in result.weeks) == result.reports
    assert (
        result.firings == sum(tally.firings for tally in result.escalations) == inspection.steps.total() > 0
    )
    assert set(inspection.steps.values()) == {1}
    assert result.notices == sum(result.notices_by_message.values())
    assert set(result.by_severity) <= {severity.value for severity in Severity}
    assert result.done["acknowledge"] > 0
    assert result.refused == {}


async def test_same_seed_same_result(
    postgres: RunningPostgres, seen: tuple[SimulationResult, Inspection]
) -> None:
    result, _ = seen
    again = await simulate(postgres, shipped_policy("augsburg"), PLAN)
    assert again.to_json() == result.to_json()


async def test_shorter_deadlines_escalate_more(
    postgres: RunningPostgres, seen: tuple[SimulationResult, Inspection]
) -> None:
    result, _ = seen
    shipped = shipped_policy("augsburg").text
    stricter = load_policy(_make_stricter(shipped).encode())
    strict = await simulate(postgres, stricter, PLAN)
    assert strict.reports == result.reports
    assert _escalations(strict) > _escalations(result)


def _escalations(result: SimulationResult) -> int:
    return result.firings - result.count_firings(step="reminder")


def _make_stricter(policy: str) -> str:
    """Less time to take a case."""
    for before, after in (
        ('high = { clock = "elapsed", hours = 4 }', 'high = { clock = "elapsed", hours = 1 }'),
        ('medium = { clock = "office_hours", hours = 8 }', 'medium = { clock = "office_hours", hours = 4 }'),
        ('low = { clock = "office_hours", hours = 16 }', 'low = { clock = "office_hours", hours = 8 }'),
        ('version = "1"', 'version = "1-strict"'),
    ):
        assert policy.count(before) == 1
        policy = policy.replace(before, after)
    return policy
