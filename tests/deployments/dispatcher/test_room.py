"""Which rows the dispatcher asks for next."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from deployments.dispatcher.room import EXTRA_FOR_URGENT, HELD_BACK_S, LOOK_AGAIN_S, Asked, Room

ORDINARY, URGENT = False, True


@dataclass
class Tick:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def tick() -> Tick:
    return Tick()


@pytest.fixture
def room(tick: Tick) -> Room:
    return Room(4, tick)


@pytest.mark.parametrize(("running", "free"), [(0, 4), (1, 3), (3, 1)])
def test_ordinary_rows_fill_the_places_that_are_free(room: Room, running: int, free: int) -> None:
    assert room.choose_rows([ORDINARY] * running) == Asked(free, urgent_alone=False)


def test_urgent_rows_find_places_when_all_are_taken(room: Room) -> None:
    assert room.choose_rows([ORDINARY] * 4) == Asked(EXTRA_FOR_URGENT, urgent_alone=True)


def test_the_places_for_urgent_rows_end_too(room: Room) -> None:
    assert room.choose_rows([ORDINARY] * 4 + [URGENT] * EXTRA_FOR_URGENT) is None


def test_with_all_places_taken_it_does_not_look_at_every_report(room: Room, tick: Tick) -> None:
    assert room.choose_rows([ORDINARY] * 4) is not None
    tick.now += LOOK_AGAIN_S / 2
    assert room.choose_rows([ORDINARY] * 4) is None
    tick.now += LOOK_AGAIN_S
    assert room.choose_rows([ORDINARY] * 4) is not None


def test_no_ordinary_run_begins_beside_an_urgent_one(room: Room) -> None:
    room.note_urgent()
    assert room.choose_rows([URGENT, ORDINARY]) == Asked(2 + EXTRA_FOR_URGENT, urgent_alone=True)


def test_an_urgent_run_that_ended_holds_nobody_back(room: Room) -> None:
    room.note_urgent()
    assert room.choose_rows([ORDINARY]) == Asked(3, urgent_alone=False)


def test_an_urgent_run_that_hangs_does_not_stop_the_others(room: Room, tick: Tick) -> None:
    room.note_urgent()
    tick.now += HELD_BACK_S
    assert room.choose_rows([URGENT]) == Asked(3, urgent_alone=False)
