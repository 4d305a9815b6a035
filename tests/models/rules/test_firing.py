"""What a deadline does when it is looked at: against a model so slow that it is obviously right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.rules.decision import PlannedStep
from models.rules.firing import (
    Firing,
    StepTaken,
    leave_out_told,
    next_action_at,
    rewind_repeats,
    take_due_steps,
)
from models.vocabulary import Audience, StepKind
from tests.models.rules.samples import MONDAY

Plan = tuple[PlannedStep, ...]
AUDIENCES = list(Audience)
END_S = 60


def at(second: float) -> datetime:
    return MONDAY + timedelta(seconds=second)


def plan_of(*seconds: int, repeat: int | None = None) -> Plan:
    """Steps at these seconds, each to an audience of its own; those at the last second are repeated."""
    return tuple(
        PlannedStep(
            at=at(second),
            audience=AUDIENCES[number % len(AUDIENCES)],
            step=StepKind.REMINDER,
            repeat_every_s=repeat if second == seconds[-1] else None,
        )
        for number, second in enumerate(seconds)
    )


def take(plan: Plan, second: float, *, after: Firing | None = None) -> Firing:
    step_no, repeat_no = (0, 0) if after is None else (after.step_no, after.repeat_no)
    return take_due_steps(plan, step_no=step_no, repeat_no=repeat_no, now=at(second))


def taken(firing: Firing) -> list[tuple[int, int, bool]]:
    return [(step.step_no, step.repeat_no, step.skipped) for step in firing.taken]


class SlowModel:
    """Walks second by second through everything that is ever planned and remembers what it has told."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.told: set[tuple[int, int]] = set()

    def planned_until(self, second: int) -> Iterator[tuple[datetime, int, int]]:
        """(when, number of the step, number of the repeat), in order of time."""
        for tick in range(second + 1):
            for number, step in enumerate(self.plan):
                if step.at == at(tick):
                    yield step.at, number, 0
                if step.repeat_every_s is not None:
                    since = (at(tick) - step.at).total_seconds()
                    if since > 0 and since % step.repeat_every_s == 0:
                        yield at(tick), number, int(since // step.repeat_every_s)

    def tick(self, second: int) -> list[StepTaken]:
        waiting = [event for event in self.planned_until(second) if event[1:] not in self.told]
        self.told |= {event[1:] for event in waiting}
        newest = max((moment for moment, _, _ in waiting), default=None)
        # Of the repeats the newest alone; a step of the plan is kept, as skipped when it is not the newest.
        return [
            StepTaken(
                step_no=number,
                repeat_no=repeat_no,
                audience=self.plan[number].audience,
                step=StepKind.REPEAT if repeat_no else self.plan[number].step,
                planned_at=moment,
                skipped=moment != newest,
            )
            for moment, number, repeat_no in waiting
            if repeat_no == 0 or moment == newest
        ]

    def next_at(self) -> datetime | None:
        ahead = (moment for moment, *event in self.planned_until(3 * END_S) if tuple(event) not in self.told)
        return min(ahead, default=None)


plans = st.builds(
    lambda seconds, repeat: plan_of(*sorted(seconds), repeat=repeat),
    st.lists(st.integers(0, 20), max_size=5),
    st.none() | st.integers(1, 7),
)
ticks = st.lists(st.integers(0, END_S), max_size=12).map(sorted)


@given(plans, ticks)
@example(plan_of(0, 2, 2, repeat=3), [0, 1, 2, 5, 8, 8, 30])
@example(plan_of(5, repeat=1), [60])
@example((), [0, 1])
def test_it_does_what_the_slow_model_does(plan: Plan, ticks: Sequence[int]) -> None:
    model = SlowModel(plan)
    step_no = repeat_no = 0
    for second in ticks:
        firing = take_due_steps(plan, step_no=step_no, repeat_no=repeat_no, now=at(second))
        assert list(firing.taken) == model.tick(second)
        assert firing.next_action_at == model.next_at()
        step_no, repeat_no = firing.step_no, firing.repeat_no


@given(plans, ticks, st.integers(0, 999_999))
def test_no_step_is_told_twice_none_is_lost_and_nothing_drifts(
    plan: Plan, ticks: Sequence[int], late_us: int
) -> None:
    firing: Firing | None = None
    all_taken: list[StepTaken] = []
    for second in ticks:
        firing = take(plan, second + late_us / 1_000_000, after=firing)
        all_taken += firing.taken
    keys = [(step.step_no, step.repeat_no) for step in all_taken]
    assert len(keys) == len(set(keys))
    due = {number for number, step in enumerate(plan) if ticks and step.at <= at(ticks[-1])}
    assert {number for number, repeat_no in keys if repeat_no == 0} >= due
    assert all(step.planned_at.microsecond == 0 for step in all_taken)


def test_nothing_is_due_before_its_time() -> None:
    firing = take(plan_of(10, 20), 9.999999)
    assert firing == Firing(taken=(), step_no=0, repeat_no=0, next_action_at=at(10))


def test_a_step_is_due_at_its_very_moment() -> None:
    firing = take(plan_of(10, 20), 10)
    assert taken(firing) == [(0, 0, False)]
    assert (firing.step_no, firing.next_action_at) == (1, at(20))


def test_after_a_gap_the_newest_fires_and_the_older_ones_are_kept_as_skipped() -> None:
    firing = take(plan_of(10, 20, 30, 30, 40), 35)
    assert taken(firing) == [(0, 0, True), (1, 0, True), (2, 0, False), (3, 0, False)]
    assert [step.planned_at for step in firing.taken] == [at(10), at(20), at(30), at(30)]
    assert (firing.step_no, firing.next_action_at) == (4, at(40))


def test_everybody_told_at_the_last_moment_is_told_again_each_time() -> None:
    plan = plan_of(10, 20, 20, repeat=60)
    first = take(plan, 20)
    assert first.next_action_at == at(80)
    second = take(plan, 95, after=first)
    assert taken(second) == [(1, 1, False), (2, 1, False)]
    assert {step.step for step in second.taken} == {StepKind.REPEAT}
    assert [step.audience for step in second.taken] == [plan[1].audience, plan[2].audience]
    # Fifteen seconds late, and yet the next one is counted from the plan.
    assert second.next_action_at == at(140)


def test_of_a_week_of_repeats_the_newest_alone_is_told() -> None:
    plan = plan_of(0, repeat=3600)
    week = take(plan, 7 * 86_400 + 1, after=take(plan, 0))
    assert taken(week) == [(0, 168, False)]
    assert week.next_action_at == at(169 * 3600)


def test_a_clock_set_back_takes_nothing_again() -> None:
    plan = plan_of(0, 10, repeat=5)
    ahead = take(plan, 30)
    back = take(plan, 3, after=ahead)
    assert back.taken == ()
    assert (back.step_no, back.repeat_no, back.next_action_at) == (2, 4, ahead.next_action_at)


@pytest.mark.parametrize("second", [-1, 0, 100])
def test_an_empty_plan_does_nothing_for_ever(second: int) -> None:
    assert take((), second) == Firing(taken=(), step_no=0, repeat_no=0, next_action_at=None)
    assert next_action_at((), step_no=0, repeat_no=0) is None


def test_a_plan_without_repeats_comes_to_its_end() -> None:
    end = take(plan_of(10, 20), 1000)
    assert end.next_action_at is None
    assert take(plan_of(10, 20), 2000, after=end).taken == ()


def test_what_is_recorded_already_is_left_out_and_the_newest_of_the_rest_is_told() -> None:
    firing = take(plan_of(10, 20, 30), 35)
    left = leave_out_told(firing, {(0, 0), (2, 0)})
    assert taken(left) == [(1, 0, False)]
    assert (left.step_no, left.repeat_no, left.next_action_at) == (3, 0, None)
    assert leave_out_told(firing, {(0, 0), (1, 0), (2, 0)}).taken == ()
    assert leave_out_told(firing, ()) == firing


@given(plans, st.integers(0, END_S), st.integers(0, END_S))
def test_repeats_of_a_clock_ahead_are_told_again_from_the_right_time_on(
    plan: Plan, right: int, ahead: int
) -> None:
    wrong = take(plan, right + ahead)
    rewound = rewind_repeats(plan, repeat_no=wrong.repeat_no, now=at(right))
    assert 0 <= rewound <= wrong.repeat_no
    if wrong.repeat_no and take(plan, right).repeat_no:
        following = next_action_at(plan, step_no=wrong.step_no, repeat_no=rewound)
        assert following == take(plan, right).next_action_at


def test_a_plan_without_repeats_has_none_to_bring_back() -> None:
    assert rewind_repeats(plan_of(10), repeat_no=0, now=at(5)) == 0
