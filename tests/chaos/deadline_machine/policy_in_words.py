"""The shipped policy's deadlines once more, written down from its text: times, ladders, questions.

Only the calendar of the offices is the product's own, which has a proof of its own. All three offices keep
the same hours.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from models.policy import shipped_policy
from models.rules.calendar import office_calendar

RULESET = shipped_policy("augsburg").ruleset
OFFICE = office_calendar(RULESET, "integration")
LEVELS = ("low", "medium", "high", "critical")

HOUR = 3600
_HANDLING = {
    ("acknowledge", "critical"): ("elapsed", 1),
    ("acknowledge", "high"): ("elapsed", 4),
    ("acknowledge", "medium"): ("office_hours", 8),
    ("acknowledge", "low"): ("office_hours", 16),
    ("first_contact", "critical"): ("elapsed", 4),
    ("first_contact", "high"): ("elapsed", 24),
    ("first_contact", "medium"): ("office_days", 3),
    ("first_contact", "low"): ("office_days", 5),
    ("review", "critical"): ("office_days", 1),
    ("review", "high"): ("office_days", 2),
    ("review", "medium"): ("office_days", 5),
    ("review", "low"): ("office_days", 10),
}
_REPEATS = {"critical": timedelta(hours=1), "high": timedelta(hours=24)}
_MONTHS = {"feedback": 3, "strafantrag": 3, "agg_claim": 2}
_APPLICATION = {"insult", "threat", "stalking", "property_damage", "physical_attack", "sexual_harassment"}
_UNEQUAL = {"discrimination", "exclusion", "sexual_harassment"}
_OFFICE_HOLDERS = {"employee", "manager", "elected_official"}


class Step(NamedTuple):
    at: datetime
    audience: str
    step: str


@dataclass(frozen=True)
class Plan:
    """`repeat` goes on after the last moment."""

    clock: str
    due_at: datetime
    steps: tuple[Step, ...]
    repeat: timedelta | None = None
    anchor_at: datetime | None = None
    anchor_on: date | None = None
    estimated: bool = False


@dataclass
class Facts:
    """The answers deadlines depend on."""

    kinds: set[str] = field(default_factory=set)
    role: str = "unknown"
    internal: bool = False
    occurred_on: date | None = None
    offender_known_on: date | None = None
    discrimination_known_on: date | None = None


def own_seconds(clock: str, start: datetime, end: datetime) -> int:
    if end <= start:
        return 0
    if clock.startswith("office"):
        return OFFICE.count_office_time(start, end)
    return int((end - start).total_seconds())


def local_day(now: datetime) -> date:
    return OFFICE.local_day(now)


def nine_o_clock(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=OFFICE.zone).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=OFFICE.zone).astimezone(UTC)


def plan_own(kind: str, severity: str, start: datetime) -> Plan:
    """acknowledge, first_contact and review from `start` on."""
    clock, number = _HANDLING[kind, severity]
    if clock == "elapsed":
        due_at = start + timedelta(hours=number)
    elif clock == "office_hours":
        due_at = OFFICE.add_office_time(start, number * HOUR)
    else:
        due_at = OFFICE.closing_of(OFFICE.office_day_after(local_day(start), number))
    return plan_until(kind, clock, severity, start=start, due_at=due_at, anchor_at=start)


def plan_until(
    kind: str, clock: str, severity: str, *, start: datetime, due_at: datetime, anchor_at: datetime | None
) -> Plan:
    """The ladder between two moments."""
    if kind == "review":
        due_on = local_day(due_at)
        before = OFFICE.opening_of(OFFICE.office_day_before(due_on, 1))
        after = OFFICE.closing_of(OFFICE.office_day_after(due_on, 2))
        steps = [
            Step(before, "officer", "reminder"),
            Step(due_at, "head", "due"),
            Step(after, "coordination", "escalation"),
        ]
        return Plan(clock, due_at, _not_before(start, steps), anchor_at=anchor_at)
    time_s = own_seconds(clock, start, due_at)

    def at(percent: int) -> datetime:
        part_s = time_s * percent // 100
        if clock == "elapsed":
            return start + timedelta(seconds=part_s)
        return OFFICE.add_office_time(start, part_s)

    steps = [
        Step(at(50), "officer", "reminder"),
        Step(at(80), "officer", "reminder"),
        Step(due_at, "deputy", "due"),
        Step(due_at, "head", "due"),
        Step(at(150), "coordination", "escalation"),
        Step(at(200), "leadership", "escalation"),
    ]
    return Plan(clock, due_at, _not_before(start, steps), _REPEATS.get(severity), anchor_at)


def plan_months(kind: str, started_on: date, *, now: datetime, estimated: bool = False) -> Plan:
    """§§ 187, 188, 193 BGB."""
    month = started_on.month - 1 + _MONTHS[kind]
    year, month = started_on.year + month // 12, month % 12 + 1
    due_on = date(year, month, min(started_on.day, monthrange(year, month)[1]))
    while due_on.weekday() >= 5 or due_on in RULESET.calendar.public_holidays:
        due_on += timedelta(days=1)
    return plan_to_day(due_on, now=now, started_on=started_on, estimated=estimated)


def plan_to_day(
    due_on: date, *, now: datetime, started_on: date | None = None, estimated: bool = False
) -> Plan:
    due_at = end_of_day(due_on)
    everybody = ("officer", "head", "coordination")
    if due_at < now and not estimated:
        steps = tuple(Step(now, who, "overdue") for who in everybody)
    else:
        reminders = [
            Step(nine_o_clock(due_on - timedelta(days=days)), who, "reminder")
            for days in (30, 14, 7, 3, 1)
            for who in ("officer", "head")
        ]
        steps = _not_before(now, [*reminders, *(Step(nine_o_clock(due_on), who, "due") for who in everybody)])
    return Plan("legal", due_at, steps, anchor_on=started_on, estimated=estimated)


def without_office(plan: Plan) -> Plan:
    """Every office is excluded: the coordination is told everything, once a moment."""
    steps = dict.fromkeys(step._replace(audience="coordination") for step in plan.steps)
    return replace(plan, steps=tuple(steps))


def list_periods(facts: Facts, *, now: datetime) -> dict[tuple[str, str], Plan]:
    """The periods of the law whose start the answers tell, by kind and entitled person."""
    found = {}
    if facts.kinds & _APPLICATION and facts.offender_known_on:
        found["strafantrag", "affected"] = plan_months("strafantrag", facts.offender_known_on, now=now)
    if _is_agg(facts):
        known_on = facts.discrimination_known_on
        start = known_on or facts.occurred_on
        if start:
            found["agg_claim", "case"] = plan_months("agg_claim", start, now=now, estimated=not known_on)
    return found


def has_superior(facts: Facts) -> bool:
    return bool(facts.kinds & _APPLICATION) and facts.role in _OFFICE_HOLDERS


def list_questions(
    facts: Facts, started: Iterable[tuple[str, str]], *, submitted_at: datetime, now: datetime
) -> dict[tuple[str, str], Plan]:
    """For each entitled person whose period nobody has started: "offender known?"."""
    missing = []
    if facts.kinds & _APPLICATION and not facts.offender_known_on:
        missing.append(("offender_known", "strafantrag", "affected"))
    if has_superior(facts):
        missing.append(("offender_known", "strafantrag", "superior"))
    if _is_agg(facts) and not facts.discrimination_known_on:
        missing.append(("discrimination_known", "agg_claim", "case"))
    begun = set(started)
    return {
        (question, person): _plan_question(submitted_at, now)
        for question, kind, person in missing
        if (kind, person) not in begun
    }


def _plan_question(submitted_at: datetime, now: datetime) -> Plan:
    first, second, last = (OFFICE.office_day_after(local_day(submitted_at), days) for days in (3, 10, 20))
    steps = [Step(max(now, nine_o_clock(last)), who, "due") for who in ("officer", "head")]
    # What was to be asked before `now` is asked once.
    for day in (second, first):
        at = max(now, nine_o_clock(day))
        if at < steps[0].at:
            steps.insert(0, Step(at, "officer", "reminder"))
    return Plan("legal", end_of_day(last), tuple(steps))


def _is_agg(facts: Facts) -> bool:
    return (
        bool(facts.kinds & _UNEQUAL) and facts.internal and facts.role in {"employee", "manager", "unknown"}
    )


def _not_before(earliest: datetime, steps: Sequence[Step]) -> tuple[Step, ...]:
    """What lies behind is left out; when nothing is left, those of the due time are told at once."""
    ahead = [step for step in steps if step.at >= earliest]
    if not ahead:
        ahead = [step._replace(at=earliest) for step in steps if step.step == "due"]
    return tuple(sorted(ahead, key=lambda step: step.at))
