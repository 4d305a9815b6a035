"""Hours in which the dispatcher or the delivery stands still; reports are taken in all the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from deployments.simulation.plan import SimulationPlan, local_instant
from models.rules.calendar import OfficeCalendar

_A_YEAR = 8
_MEAN_H = 7
_LONGEST_H = 72


@dataclass(frozen=True, slots=True)
class Outage:
    """`of_routing`: nothing is routed and no deadline fires; otherwise only mails wait."""

    begins_at: datetime
    ends_at: datetime
    of_routing: bool

    def lasts_at(self, now: datetime) -> bool:
        return self.begins_at <= now < self.ends_at


def draw_outages(plan: SimulationPlan, calendar: OfficeCalendar) -> list[Outage]:
    """One in any run that lasts a week, about eight a year; in order of time, at any hour."""
    chance = plan.draw("outages")
    count = max(1 if plan.days >= 7 else 0, round(_A_YEAR * plan.days / 365))
    drawn = []
    for number in range(count):
        day = plan.start_on + timedelta(days=int(chance.random() * plan.days))
        begins_at = local_instant(day, time(chance.randrange(24), chance.choice((0, 20, 40))), calendar.zone)
        lasts = timedelta(minutes=round(60 * min(_LONGEST_H, 1 + chance.expovariate(1 / _MEAN_H))))
        drawn.append(Outage(begins_at, begins_at + lasts, of_routing=number % 3 != 1))
    return sorted(drawn, key=lambda outage: outage.begins_at)
