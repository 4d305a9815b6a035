"""What the machine has found, as short stories of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from deployments.local.postgres import RunningPostgres
from models.sealing import MasterKey
from tests.chaos.deadline_machine.installation import RealThing
from tests.chaos.deadline_machine.test_deadline_machine import STARTS, DeadlineMachine

pytestmark = pytest.mark.database

QUIET = {"danger_now": "no", "weapon": "no"}


@pytest.fixture
def machine(postgres: RunningPostgres, template: str, master_key: MasterKey) -> Iterator[DeadlineMachine]:
    """With one taken case of medium severity."""
    machine = DeadlineMachine()
    with RealThing.running(postgres, template, master_key, now=STARTS[0]) as machine.real:
        machine.report(
            kinds=["hate_symbols"], role="resident", internal=False, danger=QUIET, occurred=None, known=None
        )
        yield machine


def agree(machine: DeadlineMachine) -> None:
    machine.both_tell_the_same()
    machine.the_auditor_says_what_is_so()


def test_a_waived_feedback_is_no_lost_deadline(machine: DeadlineMachine) -> None:
    machine.meet_or_waive(pick=0, which=0, met=False)
    agree(machine)


def test_a_pause_outlives_a_hand_over(machine: DeadlineMachine) -> None:
    machine.acknowledge(pick=0, number=1)
    machine.pause(pick=0, length=timedelta(days=4))
    machine.hand_over(pick=0, office="prevention")
    agree(machine)
    machine.live_on(by=timedelta(days=4))
    agree(machine)


@pytest.mark.parametrize("is_paused", [False, True], ids=["running", "paused"])
def test_a_level_nobody_has_looked_at_is_reviewed_again(machine: DeadlineMachine, is_paused: bool) -> None:
    machine.acknowledge(pick=0, number=1)
    machine.change_severity(pick=0, level="medium", decided=True)
    if is_paused:
        machine.pause(pick=0, length=timedelta(days=1))
    machine.add_answers(pick=0, danger={"danger_now": "yes"}, kinds=[], known=None)
    assert machine.cases[0].find("review") is not None
    agree(machine)
    machine.live_on(by=timedelta(days=1))
    agree(machine)


def test_a_raised_deadline_runs_by_the_clock_of_its_new_level(machine: DeadlineMachine) -> None:
    """High runs day and night: its reminders too are told at night."""
    machine.live_on(by=timedelta(hours=9))
    machine.change_severity(pick=0, level="high", decided=False)
    agree(machine)
    for _ in range(4):
        machine.live_until_something_happens(pick=0, late_s=0)
        agree(machine)


def test_what_a_fast_clock_told_before_the_end_is_no_alarm(machine: DeadlineMachine) -> None:
    machine.live_on(by=timedelta(days=1))
    assert machine.cases[0].find("acknowledge").told  # type: ignore[union-attr]
    machine.stand_still_while_the_clock_jumps(by=-timedelta(days=1))
    machine.acknowledge(pick=0, number=1)
    agree(machine)
    machine.live_on(by=timedelta(days=40))
    agree(machine)


def test_a_period_that_ends_is_breached(machine: DeadlineMachine) -> None:
    """Feedback: its last step is told in the morning of the last day, the end of that day comes after it."""
    machine.live_on(by=timedelta(days=91))
    for _ in range(2):
        machine.live_until_something_happens(pick=0, late_s=0)
        agree(machine)
    assert machine.cases[0].find("feedback").state == "breached"  # type: ignore[union-attr]
