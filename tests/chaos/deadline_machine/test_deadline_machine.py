"""Whatever happens to cases in whatever order: every deadline acts once, at its hour, and in no other way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, currently_in_test_context, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from deployments.local.postgres import RunningPostgres
from models.actions.acknowledge_case import acknowledge_case
from models.actions.close_case import close_case
from models.actions.extend_deadline import extend_deadline
from models.actions.hand_over_case import hand_over_case
from models.actions.legal.end_period import meet_deadline, waive_deadline
from models.actions.legal.start_period import correct_deadline, set_deadline
from models.actions.legal.suspend_deadline import suspend_deadline
from models.actions.pause_case import pause_case, resume_case
from models.actions.record_contact import record_contact
from models.actions.reopen_case import reopen_case
from models.sealing import MasterKey
from models.vocabulary import DeadlineKind, EntitledPerson, NextStep, Severity
from tests.chaos.deadline_machine.installation import CUTS, RealThing, Shown
from tests.chaos.deadline_machine.policy_in_words import LEVELS, Facts, has_superior, local_day
from tests.chaos.deadline_machine.reference import Case, Running
from tests.journeys.story import local
from tests.people import acting

pytestmark = pytest.mark.database

WORDS = "Aus dem Gespräch vom Vormittag"
OFFICES = ("antidiscrimination", "integration", "prevention")
EVERYBODY = [
    *(f"{office}-{role}" for office in OFFICES for role in ("officer-1", "officer-2", "deputy", "head")),
    *(f"{role}-{number}" for role in ("coordinator", "leadership") for number in (1, 2)),
]
# An ordinary Monday, Friday after closing, the eve of Christmas, and before both nights of a clock change.
STARTS = [
    local(text).astimezone(UTC)
    for text in (
        "2026-11-30 10:00",
        "2026-11-27 16:30",
        "2026-12-23 15:00",
        "2027-03-27 23:30",
        "2027-10-30 23:30",
    )
]
PASSING = [
    timedelta(seconds=20),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=9),
    timedelta(days=1),
    timedelta(days=4),
    timedelta(days=40),
]
JUMPS = [*PASSING, *(-timedelta(**by) for by in ({"minutes": 10}, {"hours": 1}, {"days": 1}))]
KINDS = st.lists(
    st.sampled_from(["insult", "threat", "hate_symbols", "discrimination", "incitement", "other"]),
    max_size=2,
    unique=True,
)
ROLES = st.sampled_from(["resident", "employee", "elected_official", "unknown"])
DAYS_AGO = st.one_of(st.none(), st.integers(0, 100))
PICK = st.integers(0, 2)
OWN_KINDS = ("acknowledge", "first_contact", "review", "feedback")

Wanted = Callable[[Case], bool]
Rule = TypeVar("Rule", bound=Callable[..., Any])


def some(wanted: Wanted) -> Callable[[Rule], Rule]:
    """The rule needs a case like this."""
    return precondition(lambda machine: any(wanted(case) for case in machine.cases))


def is_taken(case: Case) -> bool:
    return case.state in {"acknowledged", "in_progress", "paused"}


def may_be_taken(case: Case) -> bool:
    return case.state == "routed" or (is_taken(case) and case.find("acknowledge") is not None)


def list_legal(case: Case, *kinds: str) -> list[Running]:
    live = [one for one in case.deadlines if one.live and one.plan.clock == "legal"]
    return [one for one in live if not kinds or one.kind in kinds]


class DeadlineMachine(RuleBasedStateMachine):
    """`run` is set by the test: how to start an installation."""

    run: Callable[[datetime], Any]

    def __init__(self) -> None:
        super().__init__()
        self.cases: list[Case] = []
        self.stack = ExitStack()
        self.real: RealThing
        self.away: list[tuple[str, date, date]] = []
        self.policy = 1
        self.told_in_conflict = 0

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: datetime) -> None:
        self.real = self.stack.enter_context(type(self).run(start))

    def teardown(self) -> None:
        self.stack.close()

    # ------------------------------------------------------------ reports

    @precondition(lambda self: len(self.cases) < 3)
    @rule(
        kinds=KINDS,
        role=ROLES,
        internal=st.booleans(),
        danger=st.sampled_from([{}, {"danger_now": "yes"}, {"danger_now": "no", "weapon": "no"}]),
        occurred=DAYS_AGO,
        known=DAYS_AGO,
        excluded=st.sampled_from([(), (), OFFICES[:1], OFFICES]),
    )
    def report(
        self,
        kinds: list[str],
        role: str,
        internal: bool,
        danger: dict[str, str],
        occurred: int | None,
        known: int | None,
        excluded: Sequence[str] = (),
    ) -> None:
        known = known if occurred is None or known is None else min(occurred, known)
        sent: dict[str, Any] = {
            "narrative": "Es geht um einen Vorfall.",
            "incident_kinds": kinds,
            "affected_role": role,
            "perpetrator": "colleague" if internal else "citizen",
            "danger": danger,
            "occurred_on": self._day(occurred),
            "offender_known_on": self._day(known),
            "consent": [],
            "not_to_offices": list(excluded),
        }
        row = self.real.report(**sent)
        assert row.severity is not None
        assert (row.office_id is None) == (len(excluded) == len(OFFICES))
        facts = Facts(set(kinds), role, internal)
        if occurred is not None:
            facts.occurred_on = self.today - timedelta(days=occurred)
        if known is not None:
            facts.offender_known_on = self.today - timedelta(days=known)
        case = Case(row.case_ref, self.now, row.office_id, row.severity.value, facts, set(excluded))
        case.policy = self.policy
        self.cases.append(case)

    @some(lambda case: case.is_open)
    @rule(
        pick=PICK,
        danger=st.sampled_from([{}, {"danger_now": "yes"}, {"afraid": "yes"}]),
        kinds=KINDS,
        known=DAYS_AGO,
    )
    def add_answers(self, pick: int, danger: dict[str, str], kinds: list[str], known: int | None) -> None:
        case = self._pick(pick, lambda case: case.is_open)
        facts = Facts(**vars(case.facts))
        facts.kinds = facts.kinds | set(kinds)
        answers: dict[str, Any] = {"danger": danger, "incident_kinds": kinds}
        day = None if known is None else self.today - timedelta(days=known)
        if day is not None and (facts.occurred_on is None or day >= facts.occurred_on):
            answers["offender_known_on"] = day.isoformat()
            facts.offender_known_on = min(day, facts.offender_known_on or day)
        if not danger and not kinds and "offender_known_on" not in answers:
            return
        row = self.real.answer(case.ref, self._officer(case), **answers)
        assert row.severity is not None
        case.add_answers(facts, row.severity.value, row.office_id, self.now)

    # ------------------------------------------------------------ people

    @some(may_be_taken)
    @rule(pick=PICK, number=st.integers(1, 2))
    def acknowledge(self, pick: int, number: int) -> None:
        case = self._pick(pick, may_be_taken)
        officer = self._officer(case, number)
        real = self.real
        real.do(acknowledge_case(real.place, case.ref, officer, actor=acting(officer), now=self.now))
        case.acknowledge(officer, self.now)

    @some(is_taken)
    @rule(pick=PICK)
    def record_contact(self, pick: int) -> None:
        case = self._pick(pick, is_taken)
        if self.now >= case.submitted_at:
            self._act(case, record_contact)
            case.contact(self.now)

    @some(lambda case: case.state in {"acknowledged", "in_progress"})
    @rule(pick=PICK, length=st.sampled_from(PASSING))
    def pause(self, pick: int, length: timedelta) -> None:
        case = self._pick(pick, lambda case: case.state in {"acknowledged", "in_progress"})
        until = self.now + length
        self._act(case, pause_case, until=until, reason=WORDS)
        case.pause(until, self.now)

    @some(lambda case: case.pause_ends_at is not None)
    @rule(pick=PICK)
    def resume(self, pick: int) -> None:
        case = self._pick(pick, lambda case: case.pause_ends_at is not None)
        self._act(case, resume_case)
        case.end_pause(self.now)

    @some(lambda case: case.is_open)
    @rule(pick=PICK, kind=st.sampled_from(OWN_KINDS), length=st.sampled_from(PASSING))
    def extend(self, pick: int, kind: str, length: timedelta) -> None:
        case = self._pick(pick, lambda case: case.is_open)
        one = case.find(kind)
        if one is None or one.state == "paused":
            return
        until = max(one.plan.due_at, self.now) + max(length, timedelta(days=1))
        second = self._officer(case, 2)
        self._act(case, extend_deadline, kind=DeadlineKind(kind), until=until, reason=WORDS, second_id=second)
        case.extend(kind, until, self.now)

    @some(lambda case: case.is_open)
    @rule(pick=PICK, office=st.sampled_from(OFFICES))
    def hand_over(self, pick: int, office: str) -> None:
        case = self._pick(pick, lambda case: case.is_open)
        if office != case.office and office not in case.excluded | self._list_empty(case):
            self._act(case, hand_over_case, office_id=office, reason=WORDS)
            case.hand_over(office, self.now)

    @some(lambda case: case.is_open)
    @rule(pick=PICK, level=st.sampled_from(LEVELS), decided=st.booleans())
    def change_severity(self, pick: int, level: str, decided: bool) -> None:
        case = self._pick(pick, lambda case: case.is_open)
        row = self.real.judge(
            case.ref,
            self._officer(case),
            level=Severity(level),
            reason=WORDS,
            second_id=self._officer(case, 2),
            next_step=NextStep.TALK if decided else None,
        )
        case.judge(level, decided=decided, office=row.office_id, now=self.now)

    @some(is_taken)
    @rule(pick=PICK, feedback_told=st.booleans())
    def close(self, pick: int, feedback_told: bool) -> None:
        case = self._pick(pick, is_taken)
        self._act(case, close_case, reason=WORDS, feedback_told=feedback_told, confirm_legal=True)
        case.close(self.now, feedback_told=feedback_told)

    @some(lambda case: not case.is_open)
    @rule(pick=PICK)
    def reopen(self, pick: int) -> None:
        case = self._pick(pick, lambda case: not case.is_open)
        self._act(case, reopen_case, reason=WORDS)
        if case.taken_by in case.biased:
            case.taken_by = None
        is_there = case.taken_by is not None and not self._is_away(case.taken_by)
        case.reopen(self.now, officer_is_there=is_there)

    @some(lambda case: case.is_open)
    @rule(pick=PICK, number=st.integers(1, 4))
    def mark_biased(self, pick: int, number: int) -> None:
        case = self._pick(pick, lambda case: case.is_open)
        people = [one for one in EVERYBODY if case.office and one.startswith(case.office)]
        left = [one for one in people if one not in case.biased]
        if left:
            officer = left[number % len(left)]
            row = self.real.mark_biased(case.ref, officer, marked_by="coordinator-1")
            case.mark_biased(officer, row.office_id, self.now)
            self.told_in_conflict = self.real.count_told_in_conflict()

    @precondition(lambda self: len(self.cases) > 1)
    @rule(pick=PICK)
    def link(self, pick: int) -> None:
        one, other = (self.cases[(pick + n) % len(self.cases)] for n in (0, 1))
        self.real.link(one.ref, other.ref, "coordinator-1")

    @rule()
    def change_policy(self) -> None:
        self.policy += 1
        self.real.put_other_policy_in_force(self.policy)

    @some(lambda case: case.is_open)
    @rule(pick=PICK)
    def move_to_policy(self, pick: int) -> None:
        case = self._pick(pick, lambda case: case.is_open)
        if case.policy != self.policy:
            row = self.real.move_to_policy(case.ref)
            assert row.severity is not None
            case.policy = self.policy
            case.move_to_policy(row.office_id, row.severity.value, self.now)

    @rule(who=st.one_of(st.none(), st.sampled_from(EVERYBODY)), days=st.integers(0, 3))
    def fall_ill(self, who: str | None, days: int) -> None:
        """One person or everybody, from today on."""
        until = self.today + timedelta(days=days)
        for officer in EVERYBODY if who is None else [who]:
            if not any(
                one == officer and first <= until and last >= self.today for one, first, last in self.away
            ):
                self.real.fall_ill(officer, from_on=self.today, until_on=until)
                self.away.append((officer, self.today, until))

    # ------------------------------------------------------------ the law

    @some(lambda case: case.is_open)
    @rule(pick=PICK, superior=st.booleans(), ago=st.integers(0, 100))
    def set_or_correct(self, pick: int, superior: bool, ago: int) -> None:
        case = self._pick(pick, lambda case: case.is_open)
        person = "superior" if superior and has_superior(case.facts) else "affected"
        started_on = max(self.today - timedelta(days=ago), case.facts.occurred_on or date.min)
        if started_on > self.today:
            return
        standing = case.find("strafantrag", person)
        if standing is not None and standing.plan.anchor_on == started_on:
            return
        asked = {"kind": DeadlineKind.STRAFANTRAG, "person": EntitledPerson(person), "started_on": started_on}
        self._act(case, set_deadline if standing is None else correct_deadline, **asked, reason=WORDS)
        case.start_period("strafantrag", person, started_on, self.now)

    @some(lambda case: bool(list_legal(case, "agg_claim")))
    @rule(pick=PICK, ago=st.integers(0, 100))
    def tell_the_day_of_an_estimate(self, pick: int, ago: int) -> None:
        case = self._pick(pick, lambda case: bool(list_legal(case, "agg_claim")))
        (standing,) = list_legal(case, "agg_claim")
        started_on = max(self.today - timedelta(days=ago), case.facts.occurred_on or date.min)
        if standing.plan.estimated and started_on <= self.today:
            self._act(case, set_deadline, kind=DeadlineKind.AGG_CLAIM, started_on=started_on)
            case.start_period("agg_claim", "case", started_on, self.now)

    @some(lambda case: bool(list_legal(case, "strafantrag")))
    @rule(pick=PICK, days=st.integers(1, 60))
    def suspend(self, pick: int, days: int) -> None:
        case = self._pick(pick, lambda case: bool(list_legal(case, "strafantrag")))
        standing = list_legal(case, "strafantrag")[0]
        until_on = max(local_day(standing.plan.due_at), self.today) + timedelta(days=days)
        asked = {"kind": DeadlineKind.STRAFANTRAG, "person": EntitledPerson(standing.person)}
        self._act(case, suspend_deadline, **asked, until_on=until_on, reason=WORDS)
        case.suspend(standing.person, until_on, self.now)

    @some(lambda case: bool(list_legal(case)))
    @rule(pick=PICK, which=st.integers(0, 4), met=st.booleans())
    def meet_or_waive(self, pick: int, which: int, met: bool) -> None:
        case = self._pick(pick, lambda case: bool(list_legal(case)))
        running = list_legal(case)
        one = running[which % len(running)]
        met = met and one.kind not in {"offender_known", "discrimination_known"}
        if one.plan.anchor_on is not None and not one.plan.estimated and self.today < one.plan.anchor_on:
            return
        asked = {"kind": DeadlineKind(one.kind), "person": EntitledPerson(one.person), "on": self.today}
        self._act(case, meet_deadline if met else waive_deadline, **asked, reason=WORDS)
        case.end_period(one.kind, one.person, self.now, met=met)

    # ------------------------------------------------------------ time

    @rule(by=st.sampled_from(PASSING))
    def live_on(self, by: timedelta) -> None:
        self._set_clock(self.now + by)
        self._tick()

    @some(lambda case: bool(case.list_moments()))
    @rule(pick=PICK, late_s=st.sampled_from([-1, 0, 1, 61]))
    def live_until_something_happens(self, pick: int, late_s: int) -> None:
        case = self._pick(pick, lambda case: bool(case.list_moments()))
        self._set_clock(max(self.now, case.list_moments()[0] + timedelta(seconds=late_s)))
        self._tick()

    @rule(by=st.sampled_from(JUMPS))
    def stand_still_while_the_clock_jumps(self, by: timedelta) -> None:
        """An outage, or a clock set wrong."""
        self._set_clock(self.now + by)

    @rule(drivers=st.integers(1, 2))
    def tick(self, drivers: int) -> None:
        self._tick(drivers=drivers)

    @rule(where=st.sampled_from(CUTS), by=st.sampled_from(PASSING))
    def die_in_the_middle(self, where: str, by: timedelta) -> None:
        """Then nothing of it is there, and the next tick does it all."""
        self._set_clock(self.now + by)
        before = [self.real.show(case.ref) for case in self.cases]
        if self.real.tick_and_die(where):
            assert [self.real.show(case.ref) for case in self.cases] == before
        self._tick()

    # ------------------------------------------------------------ agreement

    @invariant()
    def both_tell_the_same(self) -> None:
        for case in self.cases:
            found = self.real.show(case.ref)
            expected = sorted(_show(one) for one in case.deadlines)
            assert [one for one in found if one not in expected] == [
                one for one in expected if one not in found
            ]
            assert found == expected

    @invariant()
    def the_auditor_says_what_is_so(self) -> None:
        expected = set().union(*(case.list_broken(self.now) for case in self.cases))
        assert (self.real.list_broken() if self.cases else set()) == expected

    # ------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.real.clock.now

    @property
    def today(self) -> date:
        return local_day(self.now)

    def _set_clock(self, now: datetime) -> None:
        self.real.clock.now = now
        if currently_in_test_context():
            note(f"it is {now.isoformat()}")

    def _tick(self, drivers: int = 1) -> None:
        self.real.tick(drivers=drivers)
        for case in self.cases:
            case.tick(self.now)
        assert self.real.list_absent_who_were_told() == []
        assert self.real.count_told_in_conflict() == self.told_in_conflict

    def _act(self, case: Case, action: Any, **asked: Any) -> None:
        self.real.act(case.ref, action, self._officer(case), **asked)

    def _pick(self, pick: int, wanted: Wanted) -> Case:
        fitting = [case for case in self.cases if wanted(case)]
        return fitting[pick % len(fitting)]

    def _officer(self, case: Case, number: int = 1) -> str:
        """Of the office, then the coordination; none with a conflict of interest."""
        people = [one for one in EVERYBODY if case.office and one.startswith(case.office)]
        free = [one for one in people if one not in case.biased]
        return [*free, "coordinator-1", "coordinator-2"][number - 1]

    def _list_empty(self, case: Case) -> set[str]:
        """Offices whose people all have a conflict of interest."""
        return {
            office
            for office in OFFICES
            if all(one in case.biased for one in EVERYBODY if one.startswith(office))
        }

    def _is_away(self, officer: str) -> bool:
        return any(one == officer and first <= self.today <= last for one, first, last in self.away)

    def _day(self, ago: int | None) -> str | None:
        return None if ago is None else (self.today - timedelta(days=ago)).isoformat()


def _show(one: Running) -> Shown:
    ahead = one.steps[one.taken :] if one.live else ()
    return Shown(
        kind=one.kind,
        person=one.person,
        state=one.state,
        clock=one.plan.clock,
        severity=one.severity,
        due_at=one.plan.due_at,
        consumed_s=one.consumed_s,
        ahead=tuple(sorted((step.at, step.audience, step.step) for step in ahead)),
        told=tuple(sorted(one.told)),
    )


def _prove(
    postgres: RunningPostgres, template: str, master_key: MasterKey, *, examples: int, steps: int
) -> None:
    class Machine(DeadlineMachine):
        @staticmethod
        def run(start: datetime) -> Any:
            return RealThing.running(postgres, template, master_key, now=start)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            print_blob=False,
        ),
    )


def test_deadlines_live_as_the_policy_says(
    postgres: RunningPostgres, template: str, master_key: MasterKey
) -> None:
    _prove(postgres, template, master_key, examples=12, steps=15)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_deadlines_live_long_as_the_policy_says(
    postgres: RunningPostgres, template: str, master_key: MasterKey
) -> None:
    _prove(postgres, template, master_key, examples=300, steps=30)
