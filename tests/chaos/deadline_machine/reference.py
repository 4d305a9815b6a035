"""What people, time and the tick do to the deadlines of a case, the slow and obvious way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from tests.chaos.deadline_machine.policy_in_words import (
    LEVELS,
    OFFICE,
    Facts,
    Plan,
    Step,
    list_periods,
    list_questions,
    local_day,
    nine_o_clock,
    own_seconds,
    plan_months,
    plan_own,
    plan_to_day,
    plan_until,
    without_office,
)

PAUSABLE = ("acknowledge", "first_contact", "review")
QUESTIONS = ("offender_known", "discrimination_known")
OWN = (*PAUSABLE, "feedback")
PUNCTUAL = timedelta(minutes=1)
LATE = timedelta(seconds=15)
SECOND = timedelta(seconds=1)
# Clocks that differ by less are one clock.
SAME = timedelta(minutes=1)


class Told(NamedTuple):
    """One firing, as both sides tell it."""

    step: str
    audience: str
    planned_at: datetime
    fired_at: datetime
    skipped: bool


@dataclass
class Running:
    """One deadline. `taken` steps of the plan are over, `repeats` is the last repeat that is over."""

    kind: str
    person: str
    severity: str
    plan: Plan
    state: str = "armed"
    taken: int = 0
    repeats: int = 0
    repeats_told: set[int] = field(default_factory=set)
    held_until: datetime | None = None
    held_at: datetime | None = None
    consumed_s: int = 0
    by_person: bool = False
    extended: bool = False
    because: str = ""
    ended_at: datetime | None = None
    told: list[Told] = field(default_factory=list)

    @property
    def live(self) -> bool:
        return self.state in {"armed", "paused", "breached"}

    @property
    def acting(self) -> bool:
        return self.state in {"armed", "breached"}

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.plan.steps

    @property
    def looked_at(self) -> datetime | None:
        """When the tick has to look at it next."""
        if not self.acting:
            return None
        return self.held_until or self._next() or (self.over_from if self.state == "armed" else None)

    @property
    def over_from(self) -> datetime:
        """A day ends with its last second."""
        return self.plan.due_at + (SECOND if self.plan.clock == "legal" else timedelta())

    def is_over(self, now: datetime) -> bool:
        return now >= self.over_from

    def _next(self) -> datetime | None:
        if self.taken < len(self.steps):
            return self.steps[self.taken].at
        return self._repeat_at(self.repeats + 1)

    def _repeat_at(self, number: int) -> datetime | None:
        if not self.steps or self.plan.repeat is None:
            return None
        return self.steps[-1].at + number * self.plan.repeat

    def _repeats_over(self, now: datetime) -> int:
        number = 0
        while (at := self._repeat_at(number + 1)) is not None and at <= now:
            number += 1
        return number

    def end(self, state: str, now: datetime, because: str = "") -> None:
        self.state, self.ended_at, self.because, self.held_until = state, now, because, None

    def give(self, plan: Plan, severity: str | None = None) -> None:
        """Another plan, of which nothing has been told yet."""
        self.plan, self.severity = plan, severity or self.severity
        self.taken, self.repeats, self.repeats_told, self.held_until = 0, 0, set(), None
        if self.state == "breached":
            self.state = "armed"

    def notice_clock_set_back(self, now: datetime) -> None:
        """What waits by another clock is looked at anew; repeats are never further apart than they are."""
        if self.acting and self.held_until is not None and self.held_at and self.held_at > now + SAME:
            self.held_until = None
        at = self.looked_at
        if self.state != "breached" or not self.repeats or at is None or self.plan.repeat is None:
            return
        if at > now + self.plan.repeat:
            self.repeats = min(self.repeats, self._repeats_over(now))

    def act(self, now: datetime, *, has_office: bool = True) -> list[Told]:
        """Of all that is due the newest is told, the others with it."""
        at = self.looked_at
        if at is None or at > now:
            return []
        if self.state == "armed" and self.plan.clock == "legal" and self.is_over(now):
            self.plan = replace(self.plan, steps=self.steps + self._say_it_is_over(has_office))
        due = [step for step in self.steps[self.taken :] if step.at <= now]
        taken, repeats = self.taken + len(due), self.repeats
        if taken == len(self.steps):
            over = self._repeats_over(now)
            if over > repeats:
                repeats, planned_at = over, self._repeat_at(over)
                last = [step for step in self.steps if step.at == self.steps[-1].at]
                if over not in self.repeats_told and planned_at is not None:
                    due += [Step(planned_at, step.audience, "repeat") for step in last]
        if self.is_over(now):
            self.state = "breached"
        newest = max((step.at for step in due), default=None)
        before = (self.taken, self.repeats)
        self.taken, self.repeats = taken, repeats
        if due and self._must_wait(due, newest, now):
            opening, following = OFFICE.next_open_moment(now), self._next()
            self.taken, self.repeats = before
            self.held_until = min(opening, following) if following else opening
            self.held_at = now
            return []
        self.held_until = None
        self.repeats_told.add(repeats)
        news = [Told(step.step, step.audience, step.at, now, step.at != newest) for step in due]
        self.told += news
        return news

    def _say_it_is_over(self, has_office: bool) -> tuple[Step, ...]:
        """Once, on the next morning: of a period whose end is known and was not told before."""
        told = any(step.at > self.plan.due_at for step in self.steps)
        if told or self.plan.estimated or self.kind in QUESTIONS:
            return ()
        at = nine_o_clock(local_day(self.plan.due_at) + timedelta(days=1))
        everybody = ("officer", "head", "coordination") if has_office else ("coordination",)
        return tuple(Step(at, who, "escalation") for who in everybody)

    def _must_wait(self, due: list[Step], newest: datetime | None, now: datetime) -> bool:
        """Late steps of office clocks reach nobody at night, but escalations of critical and high."""
        if not self.plan.clock.startswith("office"):
            return False
        reminder_only = all(step.step == "reminder" for step in due if step.at == newest)
        if self.severity in {"high", "critical"} and not reminder_only:
            return False
        punctual = newest is not None and now - newest <= PUNCTUAL and _is_open(newest)
        return not _is_open(now) and not punctual

    def raise_to(self, severity: str, fresh: Plan, now: datetime) -> None:
        self.give(self._merge(fresh, now), severity)
        self.consumed_s = 0

    def _merge(self, fresh: Plan, now: datetime) -> Plan:
        """Whichever is earlier, of the due time and of each step ahead; what is over is told again now."""
        due_at = min(self.plan.due_at, fresh.due_at)
        ahead = {key: step.at for key, step in _from_the_end(self.steps).items() if step.at > now}
        steps = []
        for key, step in _from_the_end(fresh.steps).items():
            at = max(now, due_at) if step.step == "due" else min(step.at, ahead.get(key, step.at))
            if step.step != "reminder" or at < due_at:
                steps.append(step._replace(at=at))
        return replace(fresh, due_at=due_at, steps=tuple(sorted(steps, key=lambda step: step.at)))

    def move(self, stopped_at: datetime, on_at: datetime) -> None:
        """As much of its own time is left to everything ahead at `on_at` as was at `stopped_at`."""
        steps = self.steps[self.taken :]
        if not steps and (following := self._repeat_at(self.repeats + 1)):
            steps = tuple(s._replace(at=following) for s in self.steps if s.at == self.steps[-1].at)
        moved = tuple(step._replace(at=self._shift(step.at, stopped_at, on_at)) for step in steps)
        due_at = self._shift(self.plan.due_at, stopped_at, on_at)
        self.give(replace(self.plan, due_at=due_at, steps=moved))

    def _shift(self, at: datetime, stopped_at: datetime, on_at: datetime) -> datetime:
        if at <= stopped_at:
            return at
        left_s = own_seconds(self.plan.clock, stopped_at, at)
        if self.plan.clock == "elapsed":
            return on_at + timedelta(seconds=left_s)
        return OFFICE.add_office_time(on_at, left_s) if left_s else OFFICE.next_open_moment(on_at)


@dataclass
class Case:
    """What is known of a case besides its deadlines."""

    ref: str
    submitted_at: datetime
    office: str | None
    severity: str
    facts: Facts
    excluded: set[str] = field(default_factory=set)
    biased: set[str] = field(default_factory=set)
    policy: int = 1
    state: str = "routed"
    taken_by: str | None = None
    is_taken: bool = False
    contacted: bool = False
    next_step: bool = False
    paused_from: str = ""
    paused_at: datetime | None = None
    pause_ends_at: datetime | None = None
    resumed_at: datetime | None = None
    stood_since: datetime | None = None
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    deadlines: list[Running] = field(default_factory=list)

    def __post_init__(self) -> None:
        now = self.submitted_at
        for kind in PAUSABLE:
            self._arm(kind, "case", self._plan_own(kind, now))
        self._arm("feedback", "case", self._plan_feedback(now))
        for (kind, person), plan in list_periods(self.facts, now=now).items():
            self._arm(kind, person, self._told(plan))
        self._settle_questions(now)

    def _told(self, plan: Plan) -> Plan:
        return without_office(plan) if self.office is None else plan

    def _plan_own(self, kind: str, start: datetime) -> Plan:
        return self._told(plan_own(kind, self.severity, start))

    def _plan_feedback(self, now: datetime) -> Plan:
        return self._told(plan_months("feedback", local_day(now), now=now))

    @property
    def is_open(self) -> bool:
        return self.state != "closed"

    def find(self, kind: str, person: str | None = None) -> Running | None:
        """The live one."""
        live = (one for one in self.deadlines if one.live and one.kind == kind)
        return next((one for one in live if person in {None, one.person}), None)

    def _arm(self, kind: str, person: str, plan: Plan) -> Running:
        assert self.find(kind, person) is None
        self.deadlines.append(Running(kind, person, self.severity, plan))
        return self.deadlines[-1]

    def _end(self, kinds: Iterable[str], state: str, now: datetime, because: str = "") -> None:
        for one in self.deadlines:
            if one.live and one.kind in kinds:
                one.end(state, now, because)

    # ------------------------------------------------------------ time

    def end_pause(self, now: datetime) -> None:
        """From the agreed end on, if that has passed."""
        assert self.pause_ends_at is not None
        assert self.paused_at is not None
        on_at = min(now, self.pause_ends_at)
        for one in self._paused():
            one.state = "armed"
            one.move(self.paused_at, on_at)
            if one.plan.due_at <= on_at:
                one.state = "breached"
        if self.state == "paused":
            self.state = self.paused_from
        self._note_pause(on_at)
        self.paused_at, self.pause_ends_at, self.resumed_at = None, None, on_at

    def _note_pause(self, on_at: datetime) -> None:
        if self.stood_since is not None:
            self.pauses.append((self.stood_since, on_at))
        self.stood_since = None

    def tick(self, now: datetime) -> list[Told]:
        if not self.is_open:
            return []
        if self.pause_ends_at is not None and self.pause_ends_at <= now:
            self.end_pause(now)
        news = []
        for one in list(self.deadlines):
            one.notice_clock_set_back(now)
            told = one.act(now, has_office=self.office is not None)
            news += told
            if one.kind == "first_contact" and any(firing.step == "due" for firing in told):
                at_work = self.state in {"acknowledged", "in_progress"}
                if at_work and self.is_taken and not self.contacted and self.find("acknowledge") is None:
                    self._arm("acknowledge", "case", self._plan_own("acknowledge", now))
        return news

    def list_moments(self) -> list[datetime]:
        """When something is to happen."""
        looks = [one.looked_at for one in self.deadlines]
        return sorted(at for at in (*looks, self.pause_ends_at) if at is not None)

    # ------------------------------------------------------------ people

    def acknowledge(self, officer: str, now: datetime) -> None:
        if self.state == "routed":
            self.state = "acknowledged"
            if self.pause_ends_at is not None:
                self.state, self.paused_from = "paused", "acknowledged"
        self.is_taken, self.taken_by = True, officer
        self._end(["acknowledge"], "met", now)

    def contact(self, now: datetime) -> None:
        if self.state == "paused":
            self.paused_from = "in_progress"
        else:
            self.state = "in_progress"
        self.contacted = True
        self._end(["acknowledge", "first_contact"], "met", now)

    def pause(self, until: datetime, now: datetime) -> None:
        for one in self.deadlines:
            if one.live and one.kind in PAUSABLE:
                since = max(one.plan.anchor_at or now, self.resumed_at or self.submitted_at)
                one.consumed_s += own_seconds(one.plan.clock, since, now)
                one.state, one.held_until = "paused", None
        self.paused_from, self.state = self.state, "paused"
        self.paused_at, self.pause_ends_at, self.stood_since = now, until, now

    def extend(self, kind: str, until: datetime, now: datetime) -> None:
        one = self.find(kind)
        assert one is not None
        if kind == "feedback":
            started_on = one.plan.anchor_on
            one.give(self._told(plan_to_day(local_day(until), now=now, started_on=started_on)))
        else:
            anchor_at, clock = one.plan.anchor_at, one.plan.clock
            one.give(
                self._told(
                    plan_until(kind, clock, one.severity, start=now, due_at=until, anchor_at=anchor_at)
                )
            )
        one.extended = True

    def hand_over(self, office: str | None, now: datetime) -> None:
        self.office, self.state, self.is_taken, self.taken_by = office, "routed", False, None
        self._count_pause(now)
        self.paused_from = "routed"
        fresh = self._plan_own("acknowledge", now)
        one = self.find("acknowledge")
        if one is None:
            self._arm("acknowledge", "case", fresh)
        else:
            one.state = "armed"
            one.raise_to(self.severity, fresh, now)

    def mark_biased(self, officer: str, office: str | None, now: datetime) -> None:
        """Out of the case: it waits for somebody else, at `office`, when they had it or nobody is left."""
        self.biased.add(officer)
        if office != self.office or self.taken_by == officer:
            self.hand_over(office, now)

    def move_to_policy(self, office: str | None, severity: str, now: datetime) -> None:
        """To a policy that says the same: everything is counted once more from its start."""
        fresh: dict[tuple[str, str], Plan] = {(kind, "case"): self._plan_own(kind, now) for kind in PAUSABLE}
        fresh["feedback", "case"] = self._plan_feedback(self.submitted_at)
        for key, plan in list_periods(self.facts, now=self.submitted_at).items():
            fresh[key] = self._told(plan)
        for one in self.deadlines:
            if not one.live or one.extended:
                continue
            again = self._count_entered(one, now) or fresh.get((one.kind, one.person))
            if again is None:
                continue
            if one.kind in PAUSABLE and one.plan.anchor_at is not None:
                again = self._count_own(one.kind, one.plan.anchor_at)
            if one.kind == "feedback" and one.plan.anchor_on is not None:
                again = self._told(plan_months("feedback", one.plan.anchor_on, now=self.submitted_at))
            ahead = tuple(step for step in again.steps if step.at > now)
            if again.due_at > now and ahead:
                again = replace(again, steps=ahead)
            one.give(again, self.severity)
        self.decide_again(office, severity, now)

    def _count_entered(self, one: Running, now: datetime) -> Plan | None:
        if one.kind not in {"strafantrag", "agg_claim"} or not (one.by_person or one.person == "superior"):
            return None
        if one.plan.anchor_on is None:
            return self._told(plan_to_day(local_day(one.plan.due_at), now=now))
        return self._told(plan_months(one.kind, one.plan.anchor_on, now=now))

    def _count_own(self, kind: str, start: datetime) -> Plan:
        """With every pause since."""
        counted = Running(kind, "case", self.severity, self._plan_own(kind, start))
        pauses = list(self.pauses)
        if self.stood_since and self.paused_at and self.paused_at > self.stood_since:
            pauses.append((self.stood_since, self.paused_at))
        for stopped_at, on_at in pauses:
            if on_at > start:
                counted.move(max(stopped_at, start), on_at)
        return counted.plan

    def judge(self, severity: str, *, decided: bool, office: str | None, now: datetime) -> None:
        self._put_in_force(severity, office, now)
        self.next_step = self.next_step or decided
        if self.next_step:
            self._end(["review"], "met", now)

    def add_answers(self, facts: Facts, severity: str, office: str | None, now: datetime) -> None:
        self.facts = facts
        self.decide_again(office, severity, now)

    def decide_again(self, office: str | None, severity: str, now: datetime) -> None:
        """The rules have decided anew: severity and office are theirs."""
        is_raised = _rank(severity) > _rank(self.severity)
        self._put_in_force(severity, office, now)
        if is_raised and self.find("review") is None:
            # Nobody has looked at the new level yet.
            review = self._arm("review", "case", self._plan_own("review", now))
            review.state = "armed" if self.pause_ends_at is None else "paused"
        self._settle_questions(now)

    def _put_in_force(self, severity: str, office: str | None, now: datetime) -> None:
        before, self.severity = self.severity, severity
        if _rank(severity) < _rank(before):
            return
        self.office = office
        if _rank(severity) > _rank(before):
            self._count_pause(now)
            for one in self.deadlines:
                if one.live and one.plan.clock != "legal":
                    one.raise_to(severity, self._plan_own(one.kind, now), now)
        had = {(one.kind, one.person) for one in self.deadlines}
        for key, period in list_periods(self.facts, now=now).items():
            live, plan = self.find(*key), self._told(period)
            if key not in had:
                self._arm(*key, plan)
            elif live is not None and _gives_way(live, plan):
                live.give(plan, severity)

    def close(self, now: datetime, *, feedback_told: bool) -> None:
        if feedback_told:
            self._end(["feedback"], "met", now)
        self._end({one.kind for one in self.deadlines}, "cancelled", now, "closed")
        self._note_pause(now)
        self.state, self.paused_at, self.pause_ends_at = "closed", None, None

    def reopen(self, now: datetime, *, officer_is_there: bool) -> None:
        self.state, self.next_step = "in_progress", False
        newest: dict[tuple[str, str], Running] = {}
        for one in self.deadlines:
            if one.kind not in OWN and one.state != "superseded":
                newest[one.kind, one.person] = one
        if not officer_is_there:
            self._arm("acknowledge", "case", self._plan_own("acknowledge", now))
        if not self.contacted:
            self._arm("first_contact", "case", self._plan_own("first_contact", now))
        self._arm("review", "case", self._plan_own("review", now))
        self._arm("feedback", "case", self._plan_feedback(now))
        for (kind, person), old in newest.items():
            if old.because == "closed":
                steps = tuple(step for step in old.steps if step.at > now)
                again = self._arm(kind, person, replace(old.plan, steps=steps))
                if again.is_over(now):
                    again.state = "breached"

    # ------------------------------------------------------------ the law

    def start_period(self, kind: str, person: str, started_on: date, now: datetime) -> None:
        """Set or corrected: the one that stood is kept, superseded."""
        self._supersede(kind, person, self._told(plan_months(kind, started_on, now=now)), now)
        self._settle_questions(now)

    def suspend(self, person: str, until_on: date, now: datetime) -> None:
        self._supersede("strafantrag", person, self._told(plan_to_day(until_on, now=now)), now)

    def _supersede(self, kind: str, person: str, plan: Plan, now: datetime) -> None:
        standing = self.find(kind, person)
        if standing is not None:
            standing.end("superseded", now)
        self._arm(kind, person, plan).by_person = standing is not None

    def end_period(self, kind: str, person: str, now: datetime, *, met: bool) -> None:
        one = self.find(kind, person)
        assert one is not None
        one.end("met" if met else "cancelled", now)

    def _settle_questions(self, now: datetime) -> None:
        """Each is asked once, and answered once the period runs."""
        started = {(one.kind, one.person) for one in self.deadlines if not one.plan.estimated}
        open_ones = list_questions(self.facts, started, submitted_at=self.submitted_at, now=now)
        for one in self.deadlines:
            if one.live and one.kind in QUESTIONS and (one.kind, one.person) not in open_ones:
                one.end("met", now)
        asked = {(one.kind, one.person) for one in self.deadlines}
        for (kind, person), plan in open_ones.items():
            if (kind, person) not in asked:
                self._arm(kind, person, self._told(plan))

    def _count_pause(self, now: datetime) -> None:
        """The pause so far is in the deadlines; it counts from now on."""
        if self.paused_at is None or self.pause_ends_at is None:
            return
        until = min(now, self.pause_ends_at)
        for one in self._paused():
            one.move(self.paused_at, until)
        self.paused_at = until

    def _paused(self) -> list[Running]:
        return [one for one in self.deadlines if one.state == "paused"]

    # ------------------------------------------------------------ what the auditor must say

    def list_broken(self, now: datetime) -> set[str]:
        """What stays undone while nobody ticks, and what a clock set back makes look wrong."""
        broken = set()
        for one in self.deadlines:
            if self.is_open and one.looked_at is not None and one.looked_at < now - LATE:
                broken.add("deadlines_acted_on")
            if one.state == "armed" and one.plan.due_at + SECOND < now - LATE:
                broken.add("deadlines_acted_on")
            if one.state == "paused" and (self.pause_ends_at or now) < now - LATE:
                broken.add("pauses_run")
        return broken


def _rank(severity: str) -> int:
    return LEVELS.index(severity)


def _from_the_end(steps: tuple[Step, ...]) -> Mapping[tuple[str, str, int], Step]:
    """Named so that steps of one ladder are the same when the first ones are missing."""
    counts: Counter[tuple[str, str]] = Counter()
    named = []
    for step in reversed(steps):
        counts[step.audience, step.step] += 1
        named.append(((step.audience, step.step, counts[step.audience, step.step]), step))
    return dict(reversed(named))


def _gives_way(standing: Running, to: Plan) -> bool:
    """To an earlier day, and an estimate to the known one; what a person has entered to none."""
    if standing.by_person or standing.plan.anchor_on is None:
        return False
    if standing.plan.estimated and not to.estimated:
        return True
    return to.due_at < standing.plan.due_at and standing.plan.estimated == to.estimated


def _is_open(at: datetime) -> bool:
    """The closing moment counts."""
    second_before = at - timedelta(seconds=1)
    return OFFICE.next_open_moment(at) == at or OFFICE.next_open_moment(second_before) == second_before
