"""How soon people act, by severity: drawn times with long tails, and some who forget until somebody asks.

Assumptions, not measurements: they are the same for every policy, so two policies can be compared by them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from random import Random

from models.rules.calendar import OfficeCalendar
from models.vocabulary import Severity, StepKind


class Doing(StrEnum):
    """What a case waits for next."""

    TAKE = "take"
    CONTACT = "contact"
    REVIEW = "review"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Habit:
    """`median_h` hours of office time (of real time when urgent); `spread` is the sigma of the log-normal."""

    median_h: float
    spread: float
    forgotten: float

    def draw_h(self, chance: Random) -> float:
        return self.median_h * math.exp(chance.gauss(0, self.spread))


HABITS: Mapping[Doing, Mapping[Severity, Habit]] = {
    Doing.TAKE: {
        Severity.CRITICAL: Habit(0.25, 0.7, 0.03),
        Severity.HIGH: Habit(0.9, 0.8, 0.05),
        Severity.MEDIUM: Habit(2.5, 0.9, 0.08),
        Severity.LOW: Habit(5, 1.0, 0.10),
    },
    Doing.CONTACT: {
        Severity.CRITICAL: Habit(1, 0.8, 0.03),
        Severity.HIGH: Habit(4, 0.9, 0.05),
        Severity.MEDIUM: Habit(8, 0.8, 0.08),
        Severity.LOW: Habit(14, 0.8, 0.10),
    },
    Doing.REVIEW: {
        Severity.CRITICAL: Habit(2, 0.7, 0.04),
        Severity.HIGH: Habit(4, 0.8, 0.06),
        Severity.MEDIUM: Habit(9, 0.8, 0.08),
        Severity.LOW: Habit(18, 0.8, 0.10),
    },
    Doing.CLOSE: {
        Severity.CRITICAL: Habit(150, 0.8, 0.02),
        Severity.HIGH: Habit(110, 0.9, 0.04),
        Severity.MEDIUM: Habit(70, 0.9, 0.06),
        Severity.LOW: Habit(45, 0.9, 0.06),
    },
}

# How likely the one who is told acts because of it, and how soon (median hours).
ANSWERS: Mapping[StepKind, Habit] = {
    StepKind.REMINDER: Habit(1.2, 0.7, 0.55),
    StepKind.DUE: Habit(0.8, 0.7, 0.35),
    StepKind.ESCALATION: Habit(0.6, 0.6, 0.2),
    StepKind.REPEAT: Habit(0.5, 0.5, 0.3),
    StepKind.OVERDUE: Habit(0.8, 0.6, 0.3),
}

URGENT = frozenset({Severity.CRITICAL, Severity.HIGH})
_ON_CALL = {Severity.CRITICAL: 0.75, Severity.HIGH: 0.35}
_NIGHT = (time(22), time(6))
_SLEEPS_LONGER = 3.0
_GRID_S, _COARSE_GRID_S = 300, 900


def draw_moment(
    habit: Habit, chance: Random, *, severity: Severity, calendar: OfficeCalendar, now: datetime
) -> datetime:
    """When somebody acts who does not forget. Urgent cases reach some people outside of office hours too."""
    hours = habit.draw_h(chance)
    on_call = chance.random() < _ON_CALL.get(severity, 0)
    is_open = calendar.next_open_moment(now) == now
    if severity in URGENT and (on_call or is_open) and hours < 24:
        local = now.astimezone(calendar.zone).time()
        asleep = not is_open and (local >= _NIGHT[0] or local < _NIGHT[1])
        return _whole(now + timedelta(hours=hours * (_SLEEPS_LONGER if asleep else 1)), severity)
    return _whole(calendar.add_office_time(now, max(60, int(hours * 3600))), severity)


def _whole(moment: datetime, severity: Severity) -> datetime:
    """Full five minutes or quarters of an hour, so that what happens together is worked on together."""
    seconds = int(moment.timestamp())
    grid_s = _GRID_S if severity in URGENT else _COARSE_GRID_S
    return moment.replace(microsecond=0) + timedelta(seconds=-seconds % grid_s)
