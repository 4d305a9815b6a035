"""When reports come: by day more than by night, on weekends less."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from deployments.simulation.plan import SimulationPlan, local_instant
from models.rules.calendar import OfficeCalendar

# Weights of the hours of a local day.
_HOURS = (1, 1, 1, 1, 1, 1, 2, 4, 8, 11, 12, 11, 9, 9, 10, 10, 9, 7, 6, 6, 6, 5, 3, 2)
_WEEKEND = 0.45


def draw_moments(plan: SimulationPlan, calendar: OfficeCalendar) -> list[datetime]:
    """`reports_per_day` on average over the week, in full quarters of local hours."""
    chance = plan.draw("moments")
    moments = []
    mean = (5 + 2 * _WEEKEND) / 7
    for number in range(plan.days):
        day = plan.start_on + timedelta(days=number)
        share = (_WEEKEND if day.weekday() >= 5 else 1) / mean
        expected = plan.reports_per_day * share
        count = int(expected) + (chance.random() < expected - int(expected))
        for _ in range(count):
            (hour,) = chance.choices(range(24), _HOURS)
            moments.append(local_instant(day, time(hour, 15 * chance.randrange(4)), calendar.zone))
    return sorted(moments)
