"""The run itself: the clock goes from event to event until the last day is over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlmodel import col, select

from deployments.local.postgres import RunningPostgres
from deployments.simulation.agenda import Agenda, MovedClock
from deployments.simulation.arrivals import draw_moments
from deployments.simulation.connection import WaitingConnection
from deployments.simulation.course import Case, Course, Next, NobodyThere
from deployments.simulation.dispatcher import AT_ONCE, Coming, Dispatcher, Fired
from deployments.simulation.habits import ANSWERS, HABITS, Doing, draw_moment
from deployments.simulation.measure import measure
from deployments.simulation.outages import draw_outages
from deployments.simulation.plan import SimulationPlan, local_instant
from deployments.simulation.quiet import collecting_seldom
from deployments.simulation.reports import draw_report
from deployments.simulation.result import SimulationResult
from deployments.simulation.staff import Away, Staff, draw_absences
from deployments.simulation.world import open_world
from models.actions.absences import add_absence
from models.actions.submit_report import submit_report
from models.audit import SYSTEM
from models.installation import Installation
from models.policy import Policy
from models.rules.calendar import office_calendar
from models.rules.ruleset import Ruleset
from models.tables import CaseFile

Tell = Callable[[int], None]
"""Takes the number of days that are over."""
Inspect = Callable[[Installation], Awaitable[None]]

_ENTERED_AHEAD = timedelta(days=14)

# What of one moment comes first.
_AWAY, _REPORT, _TURN, _OUTAGE = range(4)


@dataclass(frozen=True, slots=True)
class _Report:
    number: int


@dataclass(frozen=True, slots=True)
class _Turn:
    case: Case
    turn: int


@dataclass(frozen=True, slots=True)
class _OutageEnds:
    """Nothing but a reason to look what waits."""


_Entry = _Report | _Turn | Away | _OutageEnds


async def simulate(
    postgres: RunningPostgres,
    policy: Policy,
    plan: SimulationPlan,
    *,
    tell: Tell = lambda _: None,
    inspect: Inspect | None = None,
) -> SimulationResult:
    """Run it to its end; `inspect` may look at the installation then, before it is gone.

    Raises `PolicyRefused` when the policy fails its check.
    """
    calendar = office_calendar(policy.ruleset, None)
    clock = MovedClock(local_instant(plan.start_on, time(0), calendar.zone))
    async with (
        open_world(postgres, policy, clock) as (place, url),
        await WaitingConnection.connect(url, autocommit=True) as looking,
    ):
        run = _Run(place, clock, Dispatcher(place, looking), policy.ruleset, plan)
        with collecting_seldom():
            await run.go(tell)
        if inspect is not None:
            await inspect(place)
        return await measure(
            looking, plan=plan, policy=policy, staff=run.staff, outages=run.outages, away=run.away,
            course=run.course, mails=run.dispatcher.mails,
        )  # fmt: skip


class _Run:
    def __init__(
        self,
        place: Installation,
        clock: MovedClock,
        dispatcher: Dispatcher,
        ruleset: Ruleset,
        plan: SimulationPlan,
    ) -> None:
        self._place = place
        self._clock = clock
        self.dispatcher = dispatcher
        self._ruleset = ruleset
        self._plan = plan
        self._calendar = office_calendar(ruleset, None)
        self.away = draw_absences(plan, ruleset)
        self.outages = draw_outages(plan, self._calendar)
        self.staff = Staff(ruleset, self.away)
        self.course = Course(place, self.staff, self._calendar)
        self._agenda: Agenda[_Entry] = Agenda()
        self._cases: dict[UUID, Case] = {}
        self._end_at = local_instant(plan.end_on, time(0), self._calendar.zone)

    async def go(self, tell: Tell) -> None:
        self._fill_agenda()
        day = self._plan.start_on
        coming = await self.dispatcher.look_ahead()
        while (moment := self._next_moment(coming)) is not None:
            self._clock.now = moment
            await self._let_people_act()
            coming = await self._let_machine_act()
            today = self._calendar.local_day(moment)
            if today != day:
                day = today
                await self.dispatcher.close_shown()
                tell((day - self._plan.start_on).days)
        self._clock.now = self._end_at
        await self._let_machine_act()
        await self.dispatcher.close_shown()
        tell(self._plan.days)

    def _fill_agenda(self) -> None:
        for number, moment in enumerate(draw_moments(self._plan, self._calendar)):
            self._agenda.note(moment, _Report(number), order=(_REPORT, number))
        for number, away in enumerate(self.away):
            ahead = timedelta(0) if away.ill else _ENTERED_AHEAD
            entered_on = max(self._plan.start_on, away.from_on - ahead)
            entered_at = local_instant(entered_on, time(8), self._calendar.zone)
            self._agenda.note(entered_at, away, order=(_AWAY, number))
        for number, outage in enumerate(self.outages):
            self._agenda.note(outage.ends_at, _OutageEnds(), order=(_OUTAGE, number))

    def _next_moment(self, coming: Coming) -> datetime | None:
        """The next moment at which anybody acts; None when that is after the end."""
        now = self._clock.now
        moments = [self._agenda.next_at]
        stands, mails_stand = self._outages_at(now)
        if not stands:
            moments += [coming.deadline_at, coming.pause_ends_at]
        if not mails_stand:
            moments.append(coming.notice_at)
        due = [moment for moment in moments if moment is not None]
        if not due or min(due) >= self._end_at:
            return None
        return max(min(due), now)

    def _outages_at(self, now: datetime) -> tuple[bool, bool]:
        """Whether routing and deadlines stand still, and whether the mails do."""
        lasting = [outage for outage in self.outages if outage.lasts_at(now)]
        return any(outage.of_routing for outage in lasting), bool(lasting)

    async def _let_people_act(self) -> None:
        """What belongs to different cases happens at once."""
        together: list[_Entry] = list(self._agenda.take_until(self._clock.now))
        for first in range(0, len(together), AT_ONCE):
            await asyncio.gather(*(self._happen(entry) for entry in together[first : first + AT_ONCE]))

    async def _happen(self, entry: _Entry) -> None:
        match entry:
            case _Report():
                await self._report(entry.number)
            case Away():
                await add_absence(
                    self._place, entry.officer_id, from_on=entry.from_on, until_on=entry.until_on,
                    municipality_id=None, actor=SYSTEM, now=self._clock.now,
                )  # fmt: skip
            case _Turn(case=case, turn=turn) if turn == case.turn:
                await self._go_on(case)
            case _:
                pass

    async def _report(self, number: int) -> None:
        chance = self._plan.draw("report", number)
        now = self._clock.now
        report = draw_report(
            chance,
            municipality=self._ruleset.municipality.slug,
            offices=frozenset(self._ruleset.office_by_id),
            today=self._calendar.local_day(now),
        )
        receipt = await submit_report(self._place, report, now=now)
        case_id = await self.dispatcher.find_case_id(receipt.case_ref)
        self._cases[case_id] = Case(
            number,
            self._plan.draw("case", number),
            self._plan.draw("asked", number),
            case_id,
            receipt.case_ref,
            now,
        )

    async def _go_on(self, case: Case) -> None:
        try:
            following = await self.course.go_on(case)
        except NobodyThere:
            tomorrow = self._calendar.office_day_after(self._calendar.local_day(self._clock.now), 1)
            self._plan_turn(case, self._calendar.opening_of(tomorrow))
            return
        self._expect(case, following)

    def _expect(self, case: Case, following: Next) -> None:
        """Note when the people will act; who forgets acts only when somebody asks."""
        case.waits_for = following.doing
        case.turn += 1
        case.planned_at = None
        if following.doing is None:
            return
        if following.doing is Doing.REOPEN:
            self._plan_turn(case, following.not_before or self._clock.now)
            return
        habit = HABITS[following.doing][case.severity]
        if case.chance.random() < habit.forgotten:
            return
        begins = max(self._clock.now, following.not_before or self._clock.now)
        self._plan_turn(
            case,
            draw_moment(habit, case.chance, severity=case.severity, calendar=self._calendar, now=begins),
        )

    def _plan_turn(self, case: Case, at: datetime) -> None:
        case.turn += 1
        case.planned_at = at
        self._agenda.note(at, _Turn(case, case.turn), order=(_TURN, case.number, case.turn))

    async def _let_machine_act(self) -> Coming:
        now = self._clock.now
        stands, mails_stand = self._outages_at(now)
        coming = await self.dispatcher.look_ahead()
        if not stands:
            if coming.to_route:
                await self._learn(await self.dispatcher.route_waiting())
                coming = await self.dispatcher.look_ahead()
            if coming.has_pause(now):
                await self.dispatcher.end_pauses()
                coming = await self.dispatcher.look_ahead()
            if coming.has_deadline(now):
                self._answer(await self.dispatcher.tick())
                coming = await self.dispatcher.look_ahead()
        if coming.has_mail(now) and not mails_stand:
            await self.dispatcher.deliver()
            coming = await self.dispatcher.look_ahead()
        return coming

    async def _learn(self, routed: Iterable[UUID]) -> None:
        async with self._place.transaction() as session:
            rows = await session.exec(select(CaseFile).where(col(CaseFile.case_id).in_(list(routed))))
            for row in rows:
                case = self._cases[row.case_id]
                case.learn(row)
                self._expect(case, Next(Doing.TAKE))

    def _answer(self, fired: Iterable[Fired]) -> None:
        """Somebody was told: some of them act at once, which may be sooner than planned."""

        def by_case(one: Fired) -> tuple[int, str, str, str]:
            return self._cases[one.case_id].number, one.kind, one.step, one.audience

        for one in sorted(fired, key=by_case):
            case = self._cases[one.case_id]
            habit = ANSWERS[one.step]
            if case.waits_for in {None, Doing.REOPEN} or case.chance_asked.random() < habit.forgotten:
                continue
            at = draw_moment(
                habit, case.chance_asked, severity=case.severity, calendar=self._calendar, now=self._clock.now
            )
            if case.planned_at is None or at < case.planned_at:
                self._plan_turn(case, at)
